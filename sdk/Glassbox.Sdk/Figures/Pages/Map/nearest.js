// Finds the point under the pointer: a map's samples sorted into square cells.
class Nearest {
  constructor(map) {
    this.map = map;
    const count = map.x.length;
    this.across = Math.max(1, Math.ceil(Math.sqrt(count)));
    const cells = new Int32Array(count).fill(-1);
    this.starts = new Int32Array(this.across * this.across + 1);
    for (let i = 0; i < count; i++) {
      if (!map.placed(i)) continue;
      cells[i] = this.#cell(map.y[i]) * this.across + this.#cell(map.x[i]);
      this.starts[cells[i] + 1]++;
    }
    for (let c = 0; c < this.across * this.across; c++) this.starts[c + 1] += this.starts[c];
    const next = this.starts.slice();
    this.samples = new Int32Array(this.starts[this.across * this.across]);
    cells.forEach((c, i) => { if (c >= 0) this.samples[next[c]++] = i; });
  }

  // Maps reach from -1 to 1.
  #cell(v) { return Math.min(this.across - 1, Math.max(0, Math.floor((v + 1) / 2 * this.across))); }

  // The nearest visible sample within a radius of (x, y), or -1.
  at(x, y, radius, visible) {
    const { map } = this;
    let [best, least] = [-1, radius * radius];
    const [x0, x1, y0, y1] = [x - radius, x + radius, y - radius, y + radius].map(v => this.#cell(v));
    for (let cy = y0; cy <= y1; cy++)
      for (let at = this.starts[cy * this.across + x0]; at < this.starts[cy * this.across + x1 + 1]; at++) {
        const i = this.samples[at], d = (map.x[i] - x) ** 2 + (map.y[i] - y) ** 2;
        if (d <= least && visible(i)) [best, least] = [i, d];
      }
    return best;
  }
}
