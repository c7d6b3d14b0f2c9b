// Adds read-outs, copying and open folds in print. Everything can be read without it.
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
