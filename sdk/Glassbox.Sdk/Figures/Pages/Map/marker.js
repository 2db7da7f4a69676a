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
