// Adds read-outs, filters, copying and open folds in print. Everything can be read without it.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add('js');

  // Read-out: a native range input, so that arrow keys, Home and End work; the pointer moves the same input.
  for (const picture of all('.traj')) {
    const range = picture.querySelector('.scrub');
    const data = picture.querySelector('script[type="application/json"]');
    const read = picture.querySelector('.read');
    if (!range || !data) continue;
    const { at, names, rows } = JSON.parse(data.textContent);
    const show = (index) => {
      const values = names.map((_, column) => rows[index][column] ?? 'not logged');
      for (const line of all('.cursor', picture))
        for (const end of ['x1', 'x2']) line.setAttribute(end, `${100 * at[index]}%`);
      read.replaceChildren(
        ...values.flatMap((value, column) => {
          const span = document.createElement('span');
          const bold = document.createElement('b');
          bold.textContent = value;
          span.append(`${names[column]} `, bold);
          return [span, ' '];
        }),
      );
      range.setAttribute(
        'aria-valuetext',
        values.map((value, column) => `${names[column]} ${value}`).join(', '),
      );
    };
    const nearest = (share) => {
      let low = 0;
      let high = at.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (at[middle] < share) low = middle;
        else high = middle;
      }
      return share - at[low] < at[high] - share ? low : high;
    };
    range.addEventListener('input', () => show(Number(range.value)));
    for (const strip of all('.strip', picture))
      strip.addEventListener('pointermove', (event) => {
        const box = strip.getBoundingClientRect();
        const index = nearest((event.clientX - box.left) / box.width);
        if (Number(range.value) === index) return;
        range.value = index;
        show(index);
      });
    show(Number(range.value));
  }

  // Examples: filtered by label, prediction and text; cells of the matrix set the same controls.
  const filters = new Map();
  for (const box of all('.exs')) {
    const form = box.querySelector('.flt');
    const items = all('.ex', box);
    const count = box.querySelector('.cnt');
    const none = box.querySelector('.none');
    const rest = box.querySelector('.rest');
    const total = Number(box.dataset.total);
    const field = (name) => form.querySelector(`[data-f="${name}"]`);
    const [reference, predicted, search] = [field('r'), field('p'), field('q')];
    const number = new Intl.NumberFormat('en-GB');
    let texts = null;
    const apply = () => {
      const words = search.value.trim().toLowerCase();
      if (words && !texts) texts = items.map((item) => item.textContent.toLowerCase());
      if (rest && (reference.value || predicted.value || words)) rest.open = true;
      let shown = 0;
      items.forEach((item, index) => {
        const fits =
          (!reference.value || item.dataset.r === reference.value) &&
          (!predicted.value || item.dataset.p === predicted.value) &&
          (!words || texts[index].includes(words));
        item.hidden = !fits;
        if (fits) shown += 1;
      });
      const all = shown === items.length;
      count.textContent = all
        ? `${number.format(shown)} shown${total > shown ? ` of ${number.format(total)}` : ''}`
        : `${number.format(shown)} of ${number.format(items.length)} shown${total > items.length ? `; this page holds ${number.format(items.length)} of ${number.format(total)}` : ''}`;
      none.hidden = shown > 0;
    };
    let waiting = 0;
    search.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, items.length > 2000 ? 150 : 0);
    });
    for (const select of [reference, predicted]) select.addEventListener('change', apply);
    form.addEventListener('reset', () => setTimeout(apply));
    form.addEventListener('submit', (event) => event.preventDefault());
    const set = (select, value) => {
      if (!all(`option[value="${value}"]`, select).length) {
        const option = document.createElement('option');
        option.value = value;
        option.textContent = 'not in this page';
        select.append(option);
      }
      select.value = value;
    };
    filters.set(box.closest('section').id, (from, to) => {
      set(reference, from);
      set(predicted, to);
      search.value = '';
      apply();
    });
  }
  for (const link of all('a[data-list]'))
    link.addEventListener('click', () => filters.get(link.dataset.list)?.(link.dataset.r, link.dataset.p));

  for (const button of all('.copy'))
    button.addEventListener('click', async () => {
      const code = button.previousElementSibling;
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = 'Selected: press Ctrl+C';
      }
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 2000);
    });

  // A link into a folded run opens it, also where the browser does not do so by itself.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
    target?.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  if (location.hash) reveal();

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });
})();
