// How to read the map that is shown, what is to be known of it, and in a window of its own the panels that belong to it.
function showReading(element, map, dialog) {
  element.replaceChildren();
  const add = (tag, text, className = '') => element.append(Object.assign(document.createElement(tag), { textContent: text, className }));
  if (map.do.length + map.dont.length) add('h2', 'How to read this map');
  for (const text of map.do) add('p', text, 'do');
  for (const text of map.dont) add('p', `Do not ${text}.`, 'dont');
  for (const note of map.notes) add('p', note, 'note');
  if (map.beside) {
    dialog.innerHTML = map.beside;
    const more = Object.assign(document.createElement('button'), { textContent: 'more about this map' });
    more.addEventListener('click', () => dialog.showModal());
    element.append(more);
  }
  element.hidden = !element.childElementCount;
}
