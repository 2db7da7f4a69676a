// Finds a sample by its index or by a part of its name; Enter again goes to the next of that name.
class Search {
  constructor(input, data, found) {
    let last = -1;
    input.addEventListener('input', () => { last = -1; input.setCustomValidity(''); });
    input.addEventListener('keydown', e => {
      if (e.key !== 'Enter') return;
      const text = input.value.trim(), i = Search.find(data, text, last);
      input.setCustomValidity(i < 0 && text ? `There is no sample ${text}.` : '');
      input.reportValidity();
      if (i >= 0) found(last = i);
    });
  }

  static find(data, text, after) {
    if (/^\d+$/.test(text)) return +text < data.count ? +text : -1;
    if (!text || !data.names) return -1;
    const part = text.toLowerCase();
    for (let k = 1; k <= data.count; k++)
      if (data.names[(after + k) % data.count].toLowerCase().includes(part)) return (after + k) % data.count;
    return -1;
  }
}
