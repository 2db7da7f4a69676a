// The same points without WebGL, slower.
class CanvasPoints {
  constructor(canvas, data) {
    Object.assign(this, { canvas, data, pen: canvas.getContext('2d') });
  }

  paint(column, visible) { Object.assign(this, { column, visible }); }

  draw(view, size, opacity) {
    const { canvas, data, pen, column, visible } = this, dense = devicePixelRatio;
    [canvas.width, canvas.height] = [view.width * dense, view.height * dense];
    pen.scale(dense, dense);
    pen.globalAlpha = opacity;
    const r = size / 2;
    for (let i = 0; i < data.count; i++) {
      if (!data.placed(i) || !visible(i)) continue;
      const [x, y] = view.toScreen(data.x[i], data.y[i]);
      if (x < -r || y < -r || x > view.width + r || y > view.height + r) continue;
      pen.fillStyle = `rgb(${data.colour(column, i)})`;
      pen.fill(new Path2D(markerPath(data.shape(column, i), x, y, r)));
    }
  }
}

// A marker as an SVG path.
function markerPath(shape, x, y, r) {
  const by = (...corners) => 'M' + corners.map(([dx, dy]) => `${x + dx * r},${y + dy * r}`).join('L') + 'Z';
  switch (shape) {
    case 1: return by([-.9, -.9], [.9, -.9], [.9, .9], [-.9, .9]);
    case 2: return by([0, -1.25], [1.1, .75], [-1.1, .75]);
    case 3: return by([0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]);
    default: return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;
  }
}
