// An outline drawn with the pointer, and the samples within it. It comes before the view, which would pan.
class Lasso {
  constructor(plot, button, polygon, taken) {
    Object.assign(this, { plot, button, polygon, taken, outline: null });
    button.addEventListener('click', () => this.#press(!this.pressed));
    const at = e => {
      const box = plot.getBoundingClientRect();
      return [e.clientX - box.left, e.clientY - box.top];
    };
    const mine = (e, act) => { e.stopImmediatePropagation(); e.preventDefault(); act(); this.#show(); };
    plot.addEventListener('pointerdown', e => {
      if (this.pressed || e.shiftKey) mine(e, () => { plot.setPointerCapture(e.pointerId); this.outline = [at(e)]; });
    }, true);
    plot.addEventListener('pointermove', e => { if (this.outline) mine(e, () => this.outline.push(at(e))); }, true);
    plot.addEventListener('pointerup', e => {
      if (!this.outline) return;
      const outline = this.outline;
      mine(e, () => { this.outline = null; this.#press(false); });
      if (outline.length > 2) this.taken(outline);
    }, true);
    plot.addEventListener('pointercancel', () => { this.outline = null; this.#show(); }, true);
  }

  #press(pressed) {
    this.pressed = pressed;
    this.button.setAttribute('aria-pressed', pressed);
    this.plot.classList.toggle('drawing', pressed);
  }

  #show() { this.polygon.setAttribute('points', (this.outline ?? []).map(p => p.join(',')).join(' ')); }

  // Which samples lie within an outline of places on the map: a ray from one within crosses the outline an odd number of times.
  static within(outline, map, visible) {
    const [xs, ys] = [outline.map(p => p[0]), outline.map(p => p[1])];
    const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const found = [];
    for (let i = 0; i < map.x.length; i++) {
      const [x, y] = [map.x[i], map.y[i]];
      if (!(x >= left && x <= right && y >= bottom && y <= top) || !visible(i)) continue;
      let inside = false;
      for (let a = 0, b = outline.length - 1; a < outline.length; b = a++)
        if (ys[a] > y !== ys[b] > y && x < (xs[b] - xs[a]) * (y - ys[a]) / (ys[b] - ys[a]) + xs[a]) inside = !inside;
      if (inside) found.push(i);
    }
    return found;
  }
}
