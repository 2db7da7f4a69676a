// The groups with a switch each, or the scale of numbers.
class Legend {
  constructor(element, data, changed) {
    Object.assign(this, { element, data, changed, hidden: new Set() });
  }

  show(column) {
    this.column = column;
    this.hidden.clear();
    this.element.replaceChildren();
    this.element.hidden = !column;
    // Where there is no choice of columns, which would name it.
    if (column?.name && this.data.columns.length === 1) this.element.append(Object.assign(document.createElement('h2'), { textContent: column.name }));
    if (column?.groups) this.#groups(column);
    else if (column) this.#scale(column);
  }

  visible(i) { return !this.column?.groups || !this.hidden.has(this.column.of[i]); }

  #groups(column) {
    const sizes = new Array(column.groups.length).fill(0);
    for (const g of column.of) sizes[g]++;
    column.groups.forEach((name, g) => {
      const label = document.createElement('label');
      const colour = this.data.palette[g % this.data.palette.length];
      const shape = Math.floor(g / this.data.palette.length) % this.data.shapes;
      label.innerHTML = `<input type="checkbox" checked><svg viewBox="-6 -6 12 12"><path d="${markerPath(shape, 0, 0, 4.5)}" fill="rgb(${colour})"/></svg><span></span><span class="count">${sizes[g]}</span>`;
      label.querySelector('span').textContent = name;
      label.title = 'Click to hide or show; with Shift to show this group alone';
      label.addEventListener('click', e => { if (e.shiftKey) { e.preventDefault(); this.#alone(g); } });
      label.querySelector('input').addEventListener('change', () => { this.hidden.has(g) ? this.hidden.delete(g) : this.hidden.add(g); this.#refresh(); });
      this.element.append(label);
    });
  }

  #alone(g) {
    const others = this.column.groups.map((_, k) => k).filter(k => k !== g);
    const already = others.every(k => this.hidden.has(k)) && !this.hidden.has(g);
    this.hidden = new Set(already ? [] : others);
    this.#refresh();
  }

  #refresh() {
    this.element.querySelectorAll('label').forEach((label, g) => {
      label.classList.toggle('off', this.hidden.has(g));
      label.querySelector('input').checked = !this.hidden.has(g);
    });
    this.changed();
  }

  #scale(column) {
    const colours = this.data.scale.filter((_, i) => i % 15 === 0).map(c => `rgb(${c})`).join(',');
    this.element.insertAdjacentHTML('beforeend', `<div class="scale"><div class="bar" style="background:linear-gradient(to top,${colours})"></div><div class="ends"><span>${+column.high.toPrecision(4)}</span><span>${+((column.low + column.high) / 2).toPrecision(4)}</span><span>${+column.low.toPrecision(4)}</span></div></div>`);
  }
}
