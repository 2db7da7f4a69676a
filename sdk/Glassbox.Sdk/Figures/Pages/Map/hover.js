// What is known of the sample under the pointer.
class Hover {
  constructor(element, data) { Object.assign(this, { element, data }); }

  show(i, px, py, width, height) {
    const { element, data } = this;
    element.replaceChildren();
    if (data.thumbnails) element.append(thumbnail(data.thumbnails, i, 96));
    const line = (name, value) => {
      const div = document.createElement('div');
      if (name) div.append(`${name} `);
      const b = document.createElement('b');
      b.textContent = value;
      div.append(b);
      element.append(div);
    };
    line('sample', i);
    if (data.names) line('', data.names[i]);
    for (const column of data.columns) line(column.name, data.value(column, i));
    element.style.display = 'block';
    element.style.left = `${px + element.offsetWidth + 24 > width ? px - element.offsetWidth - 12 : px + 12}px`;
    element.style.top = `${Math.max(4, Math.min(py + 12, height - element.offsetHeight - 4))}px`;
  }

  hide() { this.element.style.display = 'none'; }
}
