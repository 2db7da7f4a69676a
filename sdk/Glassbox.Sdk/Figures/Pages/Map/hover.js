// What is known of the sample under the pointer.
class Hover {
  constructor(element, data) { Object.assign(this, { element, data }); }

  show(i, px, py, width, height) {
    const { element, data } = this;
    element.replaceChildren();
    if (data.thumbnails) element.append(this.#thumbnail(i));
    const line = (name, value) => {
      const div = document.createElement('div');
      if (name) div.append(`${name} `);
      const b = document.createElement('b');
      b.textContent = value;
      div.append(b);
      element.append(div);
    };
    line('', data.names ? data.names[i] : `sample ${i}`);
    for (const column of data.columns) line(column.name, data.value(column, i));
    element.style.display = 'block';
    element.style.left = `${px + element.offsetWidth + 24 > width ? px - element.offsetWidth - 12 : px + 12}px`;
    element.style.top = `${Math.max(4, Math.min(py + 12, height - element.offsetHeight - 4))}px`;
  }

  hide() { this.element.style.display = 'none'; }

  #thumbnail(i) {
    const { sheet, width, height, across, down } = this.data.thumbnails;
    const zoom = Math.max(1, Math.floor(96 / Math.max(width, height)));
    const div = document.createElement('div');
    div.className = 'thumbnail';
    div.style.cssText = `width:${width * zoom}px;height:${height * zoom}px;background-image:url(${sheet});` +
      `background-size:${across * width * zoom}px ${down * height * zoom}px;background-position:${-(i % across) * width * zoom}px ${-Math.floor(i / across) * height * zoom}px`;
    return div;
  }
}
