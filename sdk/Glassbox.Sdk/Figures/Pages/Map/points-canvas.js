// The same points and paths without WebGL, slower.
class CanvasPoints {
  constructor(canvas, data) {
    Object.assign(this, { canvas, data, pen: canvas.getContext('2d') });
    this.move(data.map, data.map);
  }

  paint(column, strength) { Object.assign(this, { column, strength }); }

  move(from, to) { Object.assign(this, { from, to }); }

  draw(view, size, opacity, moved) {
    const { canvas, data, pen, column, strength, from, to } = this, dense = devicePixelRatio;
    [canvas.width, canvas.height] = [view.width * dense, view.height * dense];
    pen.scale(dense, dense);
    const r = size / 2;
    const at = i => view.toScreen(from.x[i] + (to.x[i] - from.x[i]) * moved, from.y[i] + (to.y[i] - from.y[i]) * moved);
    const seen = i => from.placed(i) && to.placed(i) && strength(i) > 0;
    for (const path of data.paths)
      for (let k = 1; k < path.length; k++) {
        if (!seen(path[k - 1]) || !seen(path[k])) continue;
        pen.globalAlpha = 0.5 * strength(path[k]);
        pen.strokeStyle = `rgb(${data.colour(column, path[k])})`;
        pen.beginPath();
        pen.moveTo(...at(path[k - 1]));
        pen.lineTo(...at(path[k]));
        pen.stroke();
      }
    for (let i = 0; i < data.count; i++) {
      if (!seen(i)) continue;
      const [x, y] = at(i);
      if (x < -r || y < -r || x > view.width + r || y > view.height + r) continue;
      pen.globalAlpha = opacity * strength(i);
      pen.fillStyle = `rgb(${data.colour(column, i)})`;
      pen.fill(new Path2D(markerPath(data.shape(column, i), x, y, r)));
    }
  }
}
