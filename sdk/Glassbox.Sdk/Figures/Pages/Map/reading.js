// How to read the map that is shown, and what is to be known of it.
function showReading(element, map) {
  element.replaceChildren();
  const add = (tag, text, className = '') => element.append(Object.assign(document.createElement(tag), { textContent: text, className }));
  if (map.do.length + map.dont.length) add('h2', 'How to read this map');
  for (const text of map.do) add('p', text, 'do');
  for (const text of map.dont) add('p', `Do not ${text}.`, 'dont');
  for (const note of map.notes) add('p', note, 'note');
  element.hidden = !element.childElementCount;
}
