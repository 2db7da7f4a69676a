// What the page was given: places, columns to colour by, names and thumbnails.
class MapData {
  constructor(json) {
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
    this.x = new Float32Array(bytes(json.x));
    this.y = new Float32Array(bytes(json.y));
    this.count = this.x.length;
    this.names = json.names;
    this.thumbnails = json.thumbnails;
    this.palette = json.palette;
    this.shapes = json.shapes;
    this.scale = json.scale;
    this.columns = json.columns.map(column => column.groups
      ? { ...column, of: new Uint16Array(bytes(column.of)) }
      : { ...column, numbers: new Float32Array(bytes(column.numbers)) });
    this.bounds = this.#bounds();
  }

  // [left, right, bottom, top] of the samples that have a place.
  #bounds() {
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < this.count; i++) {
      if (!this.placed(i)) continue;
      left = Math.min(left, this.x[i]); right = Math.max(right, this.x[i]);
      bottom = Math.min(bottom, this.y[i]); top = Math.max(top, this.y[i]);
    }
    return left <= right ? [left, right, bottom, top] : [-1, 1, -1, 1];
  }

  placed(i) { return Number.isFinite(this.x[i]) && Number.isFinite(this.y[i]); }

  // A point's colour as [red, green, blue].
  colour(column, i) {
    if (!column) return this.palette[0];
    if (column.groups) return this.palette[column.of[i] % this.palette.length];
    const at = (column.numbers[i] - column.low) / (column.high - column.low || 1);
    return Number.isNaN(at) ? [168, 168, 168] : this.scale[Math.round(255 * Math.min(1, Math.max(0, at)))];
  }

  shape(column, i) { return column?.groups ? Math.floor(column.of[i] / this.palette.length) % this.shapes : 0; }

  // What a column says of a sample, in words.
  value(column, i) { return column.groups ? column.groups[column.of[i]] : String(+column.numbers[i].toPrecision(4)); }
}
