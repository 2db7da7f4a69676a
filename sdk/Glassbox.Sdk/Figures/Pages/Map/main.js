const byId = id => document.getElementById(id);
const data = new MapData(JSON.parse(byId('data').textContent));
const plot = byId('plot'), ring = byId('ring');
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

let [column, waiting, marked] = [data.columns[0], false, -1];
// How far the points have come from the map before to the map that is shown.
let journey = { begun: -Infinity, lasts: 0 };
const draw = () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(now => {
    waiting = false;
    const done = journey.lasts ? Math.min(1, Math.max(0, (now - journey.begun) / journey.lasts)) : 1;
    // Points grow as one looks closer, but more slowly than the map.
    const closer = Math.min(4, Math.max(1, Math.sqrt(view.unit / (20 * view.smallest))));
    const size = (data.count <= 300 ? 9 : data.count <= 3000 ? 7 : data.count <= 30000 ? 4 : 3) * closer;
    points.draw(view, size, data.count <= 3000 ? 0.85 : 0.65, done * done * (3 - 2 * done));
    ring.hidden = marked < 0 || done < 1 || !data.map.placed(marked);
    if (!ring.hidden) {
      const [px, py] = view.toScreen(data.map.x[marked], data.map.y[marked]);
      ring.style.transform = `translate(${px}px, ${py}px)`;
    }
    if (done < 1) draw();
  });
};

const paint = () => { points.paint(column, i => !legend.visible(i) ? 0 : selection.has(i) ? 1 : 0.12); draw(); };
const legend = new Legend(byId('legend'), data, paint);
const selection = new Selection(byId('selection'), data, paint, i => look(i));
const hover = new Hover(byId('hover'), data);
const nearests = new Map();
const nearest = map => nearests.get(map) ?? nearests.set(map, new Nearest(map)).get(map);
const view = new View(plot, () => data.map.bounds, () => { hover.hide(); draw(); });

// Shows a sample: in the middle of the view unless it can be seen already.
const look = i => {
  marked = i;
  if (!data.map.placed(i)) return draw();
  let [px, py] = view.toScreen(data.map.x[i], data.map.y[i]);
  if (px < 20 || py < 20 || px > view.width - 20 || py > view.height - 20) {
    view.centre(data.map.x[i], data.map.y[i]);
    [px, py] = [view.width / 2, view.height / 2];
  }
  draw();
  hover.show(i, px, py, view.width, view.height);
};

new Lasso(plot, byId('lasso'), byId('outline').firstElementChild, outline =>
  selection.take(Lasso.within(outline.map(p => view.toMap(...p)), data.map, i => legend.visible(i)), column));
new Search(byId('search'), data, look);

plot.addEventListener('pointermove', e => {
  const box = plot.getBoundingClientRect();
  const [px, py] = [e.clientX - box.left, e.clientY - box.top];
  const i = e.buttons ? -1 : nearest(data.map).at(...view.toMap(px, py), 10 / view.unit, k => legend.visible(k));
  i < 0 ? hover.hide() : hover.show(i, px, py, view.width, view.height);
});
plot.addEventListener('pointerleave', () => hover.hide());
const dialog = document.querySelector('dialog');
dialog.addEventListener('click', e => { if (e.target === dialog) dialog.close(); });
byId('reset').addEventListener('click', () => { marked = -1; view.reset(true); });

const colour = byId('colour');
data.columns.forEach((c, k) => colour.append(new Option(c.name || 'colour', k)));
colour.parentElement.hidden = data.columns.length < 2;
const choose = () => {
  column = data.columns[colour.value || 0];
  legend.show(column);
  legend.changed();
};
colour.addEventListener('change', choose);

const buttons = data.maps.map(map => {
  const button = Object.assign(document.createElement('button'), { textContent: map.name });
  button.addEventListener('click', () => {
    if (map === data.map) return;
    points.move(data.map, map);
    journey = { begun: performance.now(), lasts: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 900 };
    show(map);
    if (!view.moved) view.reset();
    hover.hide();
    draw();
  });
  if (data.maps.length > 1) byId('maps').append(button);
  return button;
});
const show = map => {
  data.map = map;
  buttons.forEach((button, k) => button.setAttribute('aria-pressed', data.maps[k] === map));
  byId('caption').textContent = map.caption;
  showReading(byId('reading'), map, dialog);
};

show(data.map);
choose();
