// Finds the point under the pointer: samples sorted into square cells.
class Nearest {
  constructor(data) {
    this.data = data;
    const [left, right, bottom, top] = data.bounds;
    this.side = Math.max(right - left, top - bottom, 1e-30) / Math.max(1, Math.sqrt(data.count));
    this.cells = new Map();
    for (let i = 0; i < data.count; i++) {
      if (!data.placed(i)) continue;
      const key = this.#key(this.#cell(data.x[i]), this.#cell(data.y[i]));
      (this.cells.get(key) ?? this.cells.set(key, []).get(key)).push(i);
    }
  }

  #cell(v) { return Math.floor(v / this.side); }
  #key(cx, cy) { return `${cx},${cy}`; }

  // The nearest visible sample within a radius of (x, y), or -1.
  at(x, y, radius, visible) {
    let [best, least] = [-1, radius * radius];
    const test = i => {
      const d = (this.data.x[i] - x) ** 2 + (this.data.y[i] - y) ** 2;
      if (d <= least && visible(i)) [best, least] = [i, d];
    };
    const [x0, x1, y0, y1] = [x - radius, x + radius, y - radius, y + radius].map(v => this.#cell(v));
    // Zoomed far out the radius covers more cells than there are points.
    if ((x1 - x0 + 1) * (y1 - y0 + 1) > this.cells.size) for (const cell of this.cells.values()) cell.forEach(test);
    else for (let cx = x0; cx <= x1; cx++) for (let cy = y0; cy <= y1; cy++) this.cells.get(this.#key(cx, cy))?.forEach(test);
    return best;
  }
}
