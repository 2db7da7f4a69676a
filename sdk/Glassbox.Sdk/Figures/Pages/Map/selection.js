// The group that was picked out: how many, of which groups, and a list.
class Selection {
  static most = 200;

  constructor(element, data, changed, looked) { Object.assign(this, { element, data, changed, looked, samples: null }); }

  has(i) { return !this.samples || this.samples.has(i); }

  take(samples, column) {
    this.samples = samples.length ? new Set(samples) : null;
    this.element.hidden = !this.samples;
    this.element.replaceChildren();
    if (this.samples) this.#list(samples, column);
    this.changed();
  }

  #list(samples, column) {
    const { element, data } = this;
    const add = (tag, text, parent = element) => {
      const made = document.createElement(tag);
      made.textContent = text;
      parent.append(made);
      return made;
    };
    add('h2', `${samples.length} ${samples.length === 1 ? 'sample' : 'samples'}`);
    if (column?.groups) {
      const sizes = new Map();
      for (const i of samples) sizes.set(column.of[i], (sizes.get(column.of[i]) ?? 0) + 1);
      add('p', [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([g, n]) => `${column.groups[g]}: ${n}`).join(', ')).className = 'note';
    }
    const tools = add('p', '');
    tools.className = 'tools';
    const copy = add('button', 'copy indices', tools);
    copy.addEventListener('click', async () => {
      try { await navigator.clipboard.writeText(samples.join(', ')); copy.textContent = 'copied'; }
      catch { prompt('The indices:', samples.join(', ')); }
    });
    add('button', 'clear', tools).addEventListener('click', () => this.take([]));
    const list = add('ol', '');
    for (const i of samples.slice(0, Selection.most)) {
      const item = add('li', '', list);
      const button = add('button', '', item);
      if (data.thumbnails) button.append(thumbnail(data.thumbnails, i, 32));
      add('b', i, button);
      add('span', [data.names?.[i], ...data.columns.slice(0, 2).map(c => data.value(c, i))].filter(v => v !== undefined).join(' · '), button);
      button.addEventListener('click', () => this.looked(i));
    }
    if (samples.length > Selection.most) add('p', `and ${samples.length - Selection.most} more`).className = 'note';
  }
}
