const data = new MapData(JSON.parse(document.getElementById('data').textContent));
const plot = document.getElementById('plot');
const canvas = plot.querySelector('canvas');
let points;
try {
  points = new WebGlPoints(canvas, data);
} catch {
  // A canvas that was asked for WebGL cannot be drawn on otherwise.
  const plain = canvas.cloneNode();
  canvas.replaceWith(plain);
  points = new CanvasPoints(plain, data);
}

let [column, waiting] = [data.columns[0], false];
const draw = () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    // Points grow as one looks closer, but more slowly than the map.
    const closer = Math.min(4, Math.max(1, Math.sqrt(view.unit / (20 * view.smallest))));
    const size = (data.count <= 300 ? 9 : data.count <= 3000 ? 7 : data.count <= 30000 ? 4 : 3) * closer;
    points.draw(view, size, data.count <= 3000 ? 0.85 : 0.65);
  });
};
const legend = new Legend(document.getElementById('legend'), data, () => { points.paint(column, i => legend.visible(i)); draw(); });
const hover = new Hover(document.getElementById('hover'), data);
const nearest = new Nearest(data);
const view = new View(plot, data.bounds, () => { hover.hide(); draw(); });

plot.addEventListener('pointermove', e => {
  const box = plot.getBoundingClientRect();
  const [px, py] = [e.clientX - box.left, e.clientY - box.top];
  const i = e.buttons ? -1 : nearest.at(...view.toMap(px, py), 10 / view.unit, k => legend.visible(k));
  i < 0 ? hover.hide() : hover.show(i, px, py, view.width, view.height);
});
plot.addEventListener('pointerleave', () => hover.hide());
document.getElementById('reset').addEventListener('click', () => view.reset(true));

const colour = document.getElementById('colour');
data.columns.forEach((c, k) => colour.append(new Option(c.name, k)));
colour.parentElement.hidden = data.columns.length < 2;
const choose = () => {
  column = data.columns[colour.value || 0];
  legend.show(column);
  legend.changed();
};
colour.addEventListener('change', choose);
choose();
