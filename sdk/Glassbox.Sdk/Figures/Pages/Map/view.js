// Which part of the map is seen: a centre and how many screen pixels a unit takes, the same on both axes.
class View {
  constructor(element, bounds, changed) {
    Object.assign(this, { element, bounds, changed });
    this.reset();
    new ResizeObserver(() => { if (!this.moved) this.reset(); this.changed(); }).observe(element);
    element.addEventListener('wheel', e => { e.preventDefault(); this.zoom(Math.exp(-e.deltaY * (e.deltaMode ? 0.05 : 0.0015)), ...this.#at(e)); }, { passive: false });
    element.addEventListener('dblclick', () => this.reset(true));
    element.addEventListener('keydown', e => this.#key(e));
    this.#drag();
  }

  get width() { return this.element.clientWidth; }
  get height() { return this.element.clientHeight; }

  reset(tell) {
    const [left, right, bottom, top] = this.bounds();
    this.x = (left + right) / 2;
    this.y = (bottom + top) / 2;
    this.unit = 0.92 * Math.min(this.width / (right - left || 1), this.height / (top - bottom || 1)) || 1;
    this.smallest = this.unit / 20;
    this.moved = false;
    if (tell) this.changed();
  }

  toScreen(x, y) { return [this.width / 2 + (x - this.x) * this.unit, this.height / 2 - (y - this.y) * this.unit]; }
  toMap(px, py) { return [this.x + (px - this.width / 2) / this.unit, this.y - (py - this.height / 2) / this.unit]; }

  centre(x, y) {
    Object.assign(this, { x, y, moved: true });
    this.changed();
  }

  // The point of the map at (px, py) stays where it is.
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const [x, y] = this.toMap(px, py);
    this.unit = Math.max(this.unit * factor, this.smallest);
    this.x = x - (px - this.width / 2) / this.unit;
    this.y = y + (py - this.height / 2) / this.unit;
    this.moved = true;
    this.changed();
  }

  pan(dx, dy) {
    this.x -= dx / this.unit;
    this.y += dy / this.unit;
    this.moved = true;
    this.changed();
  }

  #at(e) {
    const box = this.element.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  }

  #key(e) {
    const step = 60;
    const act = {
      '+': () => this.zoom(1.25), '=': () => this.zoom(1.25), '-': () => this.zoom(0.8), '0': () => this.reset(true),
      ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0), ArrowUp: () => this.pan(0, step), ArrowDown: () => this.pan(0, -step),
    }[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  }

  // One pointer pans, two pinch.
  #drag() {
    const held = new Map();
    this.element.addEventListener('pointerdown', e => { this.element.setPointerCapture(e.pointerId); held.set(e.pointerId, this.#at(e)); });
    for (const end of ['pointerup', 'pointercancel']) this.element.addEventListener(end, e => held.delete(e.pointerId));
    this.element.addEventListener('pointermove', e => {
      const before = held.get(e.pointerId);
      if (!before) return;
      const now = this.#at(e);
      const others = [...held].filter(([id]) => id !== e.pointerId).map(([, at]) => at);
      held.set(e.pointerId, now);
      if (others.length === 0) return this.pan(now[0] - before[0], now[1] - before[1]);
      const [other] = others;
      const apart = at => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
      this.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    });
  }
}
