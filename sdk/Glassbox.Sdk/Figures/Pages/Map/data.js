// What the page was given: maps, columns to colour by, names and thumbnails.
class MapData {
  constructor(json) {
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
    this.maps = json.maps.map(map => new PointMap(map, new Float32Array(bytes(map.x)), new Float32Array(bytes(map.y))));
    this.map = this.maps[0];
    this.count = this.map.x.length;
    this.names = json.names;
    this.paths = json.paths;
    this.thumbnails = json.thumbnails;
    this.palette = json.palette;
    this.shapes = json.shapes;
    this.scale = json.scale;
    this.columns = json.columns.map(column => column.groups
      ? { ...column, of: new Uint16Array(bytes(column.of)) }
      : { ...column, numbers: new Float32Array(bytes(column.numbers)) });
  }

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

// One map. Maps are as large as each other here, so that points can move from one to the next: from -1 to 1 along the longer axis.
class PointMap {
  constructor(json, x, y) {
    Object.assign(this, { name: json.name, caption: json.caption, do: json.do, dont: json.dont, notes: json.notes, beside: json.beside, x, y });
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < x.length; i++) {
      if (!this.placed(i)) continue;
      left = Math.min(left, x[i]); right = Math.max(right, x[i]);
      bottom = Math.min(bottom, y[i]); top = Math.max(top, y[i]);
    }
    if (left > right) [left, right, bottom, top] = [-1, 1, -1, 1];
    const half = Math.max(right - left, top - bottom) / 2 || 1;
    for (let i = 0; i < x.length; i++) {
      x[i] = (x[i] - (left + right) / 2) / half;
      y[i] = (y[i] - (bottom + top) / 2) / half;
    }
    const [wide, high] = [(right - left) / 2 / half || 1, (top - bottom) / 2 / half || 1];
    this.bounds = [-wide, wide, -high, high];
  }

  placed(i) { return Number.isFinite(this.x[i]) && Number.isFinite(this.y[i]); }
}
