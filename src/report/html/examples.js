// The browser over the examples: filters, order, pages, keys. The data are read at the first use.
(() => {
  const PAGE = 25; // as many as examples.ts leaves open
  const number = new Intl.NumberFormat('en-GB');
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  // As `shorten` of the page's builder: the middle goes.
  const shorten = (text, most) => {
    const characters = [...text];
    if (characters.length <= most) return text;
    const head = Math.ceil((most - 1) / 2);
    return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (most - 1 - head)).join('')}`;
  };
  const boxes = new Map();

  const browser = (box) => {
    const form = box.querySelector('.flt');
    const field = (name) => form.querySelector(`[data-f="${name}"]`);
    const value = (name) => field(name)?.value ?? '';
    const search = field('q');
    const [count, none, pager, list] = ['.cnt', '.none', '.pg', 'ol.list'].map((one) =>
      box.querySelector(one),
    );
    const held = Number(box.dataset.n);
    const total = Number(box.dataset.total);
    const prefix = box.closest('section').id.replace(/(examples|sentences)$/, '');
    let data = null;
    let view = null;
    let texts = null;
    let hits = null;
    let page = 0;
    const orders = new Map();

    const order = (key) => {
      if (orders.has(key)) return orders.get(key);
      const made = Uint32Array.from({ length: held }, (_, index) => index);
      const size = (index) => data.text[index]?.length ?? 0;
      const by = {
        // The list is in falling order already; what has no confidence stays behind.
        low: (index) => (data.c[index] < 0 ? index : -index),
        row: (index) => data.row[index],
        short: size,
        long: (index) => -size(index),
      }[key];
      if (by) {
        const keys = Float64Array.from(made, by);
        made.sort((a, b) => keys[a] - keys[b] || a - b);
      }
      orders.set(key, made);
      return made;
    };
    const extra = (column, index) => (column.c ? column.v[column.c[index]] : column.v[index]);
    const name = (index) =>
      data.id?.[index] ?? (data.row[index] < 0 ? null : `row ${number.format(data.row[index])}`);
    const bold = (label) => {
      if (label < 0) return element('span', 'dim', 'none');
      const made = element('bdi', '', shorten(data.labels[label], 28));
      if ([...data.labels[label]].length > 28) made.title = data.labels[label];
      return made;
    };
    const marked = (index, marks) => {
      const text = data.text[index];
      const made = element('p', 'tx');
      const weights = data.w?.[index] ?? [];
      const cuts = new Set([0, text.length]);
      for (const [start, end] of [...marks, ...weights]) cuts.add(start).add(end);
      const places = [...cuts].sort((a, b) => a - b);
      const over = (list, from) => list.find(([start, end]) => start <= from && end > from);
      for (const [at, from] of places.slice(0, -1).entries()) {
        const weight = over(weights, from);
        const plain = text.slice(from, places[at + 1]);
        const piece = weight
          ? element('span', `${weight[2] > 0 ? 'to' : 'aw'}${Math.abs(weight[2])}`, plain)
          : plain;
        made.append(over(marks, from) ? element('mark', '', piece) : piece);
      }
      return made;
    };
    const textOf = (index) => {
      if (data.text[index] === null) return element('p', 'tx dim', 'text not in the report');
      const [before, after] = data.cut[index] ?? [0, 0];
      const marks = (data.marks[index] ?? []).filter(
        ([, , by]) => value('n') === '' || data.findings[by][0] === Number(value('n')),
      );
      const made = (view?.text ?? marked)(index, marks);
      made.dir = 'auto';
      if (before) made.prepend('… ');
      if (after) made.append('… ');
      if (before + after)
        made.append(element('span', 'dim', `(${number.format(before + after)} more characters)`));
      return made;
    };
    const labels = (index) => [
      'labelled ',
      bold(data.r[index]),
      element('br'),
      'predicted ',
      bold(data.p[index]),
    ];
    const item = (index) => {
      const about = element('p', 'md', ...(view?.about ?? labels)(index));
      if (data.c && data.c[index] >= 0) about.append(` ${((data.c[index] + 0.5) / 1000).toFixed(2)}`);
      if (name(index) !== null) about.append(' ', element('span', 'id', shorten(name(index), 24)));
      for (const column of data.extras) {
        const content = extra(column, index);
        if (content !== null) about.append(element('span', 'fl', `${shorten(column.name, 24)}: ${content}`));
      }
      const named = (data.by[index] ?? []).flatMap((by, place) => {
        const link = element('a', '', data.findings[by][0]);
        link.href = `#${prefix}finding-${data.findings[by][0]}`;
        link.title = data.findings[by][1];
        return place ? [', ', link] : ['finding ', link];
      });
      if (named.length) about.append(element('span', 'fl', ...named));
      const made = element('li', 'ex', textOf(index), about);
      made.tabIndex = -1;
      return made;
    };
    const draw = () => {
      const start = page * PAGE;
      list.start = start + 1;
      list.replaceChildren(...Array.from(hits.subarray(start, start + PAGE), item));
      if (list.firstChild) list.firstChild.tabIndex = 0;
      globalThis.settleLabels?.();
      const shown = hits.length;
      count.textContent =
        shown === held
          ? `${number.format(shown)} shown${total > shown ? ` of ${number.format(total)}` : ''}`
          : `${number.format(shown)} of ${number.format(held)} shown${total > held ? `; this page holds ${number.format(held)} of ${number.format(total)}` : ''}`;
      none.hidden = shown > 0;
      turnable();
    };
    const turnable = () => {
      const shown = hits?.length ?? held;
      pager.hidden = shown <= PAGE;
      pager.querySelector('.at').textContent =
        `${number.format(page * PAGE + 1)}–${number.format(Math.min(shown, (page + 1) * PAGE))} of ${number.format(shown)}`;
      for (const button of all('button', pager)) {
        const next = page + Number(button.dataset.by);
        button.disabled = next < 0 || next * PAGE >= shown;
      }
    };
    const apply = () => {
      if (data === null) {
        data = JSON.parse(box.querySelector('.exd').textContent);
        if (data.m) view = globalThis.sentenceView(data, { element, shorten, number });
        box.querySelector('.rest')?.remove();
      }
      const words = search.value.trim().toLowerCase();
      if (words && !texts)
        texts = data.text.map((text, index) =>
          [text ?? '', name(index) ?? '', ...data.extras.map((column) => extra(column, index) ?? '')]
            .join('\n')
            .toLowerCase(),
        );
      const [reference, predicted, kind, wanted] = ['r', 'p', 'k', 'n'].map((one) =>
        value(one) === '' ? null : Number(value(one)),
      );
      const fits =
        view?.fits ??
        ((index) =>
          (reference === null || data.r[index] === reference) &&
          (predicted === null || data.p[index] === predicted));
      const finding = wanted === null ? null : data.findings.findIndex(([name]) => name === wanted);
      const [low, high] = value('c') === '' ? [null] : value('c').split('-').map(Number);
      hits = order(value('s')).filter(
        (index) =>
          fits(index, reference, predicted, kind) &&
          (low === null || (data.c[index] >= low && data.c[index] < high)) &&
          (finding === null || data.by[index]?.includes(finding)) &&
          (!words || texts[index].includes(words)),
      );
      page = 0;
      draw();
    };
    const turn = (by) => {
      if (hits === null) apply();
      const next = page + by;
      if (next < 0 || next * PAGE >= hits.length) return false;
      page = next;
      draw();
      return true;
    };
    const focus = (at) => {
      const target = list.children[at];
      if (!target) return;
      for (const one of list.children) one.tabIndex = one === target ? 0 : -1;
      target.focus();
    };
    const step = (by) => {
      if (hits === null) apply();
      const at = [...list.children].indexOf(document.activeElement?.closest?.('.ex'));
      if (at + by >= 0 && at + by < list.children.length) focus(at + by);
      else if (at >= 0 && turn(by)) focus(by > 0 ? 0 : list.children.length - 1);
    };

    let waiting = 0;
    search.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, held > 20000 ? 150 : 0);
    });
    for (const select of all('select', form)) select.addEventListener('change', apply);
    form.addEventListener('reset', () => setTimeout(apply));
    form.addEventListener('submit', (event) => event.preventDefault());
    for (const button of all('button', pager))
      button.addEventListener('click', () => {
        turn(Number(button.dataset.by));
        box.scrollIntoView({ block: 'start' });
      });
    turnable();
    return {
      box,
      search,
      step,
      show(wanted) {
        form.reset();
        for (const [name, wish] of Object.entries(wanted)) {
          if (wish === undefined) continue;
          const select = field(name);
          if (!select) continue;
          if (!all('option', select).some((option) => option.value === wish)) {
            const option = element('option', '', 'not in this page');
            option.value = wish;
            select.append(option);
          }
          select.value = wish;
        }
        apply();
      },
    };
  };

  for (const box of all('.exs')) boxes.set(box.closest('section').id, browser(box));
  for (const link of all('a[data-list]'))
    link.addEventListener('click', () =>
      boxes
        .get(link.dataset.list)
        ?.show({ r: link.dataset.r, p: link.dataset.p, k: link.dataset.k, n: link.dataset.n }),
    );

  // Single keys count only where the list is: with the focus in it, or nowhere and the list on the screen.
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea'))
      return;
    const inside = event.target.closest('.exs');
    const visible = (box) =>
      box.getBoundingClientRect().top < innerHeight && box.getBoundingClientRect().bottom > 0;
    const found = [...boxes.values()].find(({ box }) =>
      inside ? box === inside : event.target === document.body && visible(box),
    );
    if (!found) return;
    const arrow = event.target.closest('.ex') ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
    const by = { j: 1, k: -1 }[event.key] ?? arrow;
    if (event.key === '/') found.search.focus();
    else if (by) found.step(by);
    else return;
    event.preventDefault();
  });
})();
