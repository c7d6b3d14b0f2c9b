// Sentences with mentions for the browser over the examples. The same elements as in sentence-text.ts and sentences.ts.
globalThis.sentenceView = (data, { element, shorten, number }) => {
  const FIELDS = 7; // side, start, end, head, type, kind, track
  const MOST_ERRORS = 6; // as in sentences.ts
  const mention = (index, at) => data.m[index].slice(FIELDS * at, FIELDS * (at + 1));
  // A place in the mentions, or −1 for none, or −2 − a type where the mention is not in the shown text.
  const typeOf = (index, at) => (at >= 0 ? data.m[index][FIELDS * at + 4] : at === -1 ? -1 : -2 - at);
  const wordOf = (index, at) => {
    if (at < 0 || data.text[index] === null) return null;
    const [, start, end] = mention(index, at);
    return shorten(data.text[index].slice(start, end).replace(/\s+/g, ' '), 40);
  };
  const label = (side, type, kind) => {
    const told = side === 1 || data.alone.includes(kind);
    return `${shorten(data.types[type], 16)}${kind === 0 || !told ? '' : ` · ${data.kinds[kind]}`}`;
  };
  return {
    fits(index, reference, predicted, kind) {
      if (reference === null && predicted === null && kind === null) return true;
      const errors = data.e[index] ?? [];
      for (let at = 0; at < errors.length; at += 3)
        if (
          (kind === null || errors[at] === kind) &&
          (reference === null || typeOf(index, errors[at + 1]) === reference) &&
          (predicted === null || typeOf(index, errors[at + 2]) === predicted)
        )
          return true;
      return false;
    },
    text(index, marks) {
      const text = data.text[index];
      const flat = data.m[index] ?? [];
      const mentions = Array.from({ length: flat.length / FIELDS }, (_, at) => mention(index, at));
      const made = element('p', 'tx ner');
      const cuts = new Set([0, text.length]);
      for (const [, start, end, head] of mentions) cuts.add(start).add(end).add(head);
      for (const [start, end] of marks) cuts.add(start).add(end);
      const places = [...cuts].sort((a, b) => a - b);
      for (let at = 0; at + 1 < places.length; at += 1) {
        const [from, to] = [places[at], places[at + 1]];
        let piece = text.slice(from, to);
        if (marks.some(([start, end]) => start <= from && to <= end)) piece = element('mark', '', piece);
        for (const [side, start, end, , type, kind, track] of mentions) {
          if (start > from || end < to) continue;
          piece = element('span', `${side ? 'p' : 'g'}${data.looks[kind]} t${track}`, piece);
          if (start === from) piece.dataset.l = label(side, type, kind);
        }
        made.append(piece);
      }
      return made;
    },
    about(index) {
      const errors = data.e[index] ?? [];
      const lines = [];
      for (let at = 0; at < Math.min(errors.length, 3 * MOST_ERRORS); at += 3) {
        const [kind, reference, predicted] = errors.slice(at, at + 3);
        const types = [typeOf(index, reference), typeOf(index, predicted)];
        const words = [wordOf(index, reference), wordOf(index, predicted)];
        const line = element('span', 'er', element('b', '', data.kinds[kind]));
        const say = (type, word) => {
          if (type >= 0) line.append(' ', element('bdi', '', shorten(data.types[type], 28)));
          if (word !== null) line.append(' “', element('bdi', 'w', word), '”');
        };
        if (types[0] >= 0) say(types[0], words[0]);
        if (types[0] >= 0 && types[1] >= 0) line.append(' →');
        if (types[1] >= 0)
          say(types[1] === types[0] ? -1 : types[1], words[1] === words[0] ? null : words[1]);
        lines.push(line);
      }
      const more = errors.length / 3 - MOST_ERRORS;
      if (more > 0) lines.push(element('span', 'er', `and ${number.format(more)} more`));
      return lines;
    },
  };
};

// A label that would leave the text at the end of its line moves back as far as it must.
globalThis.settleLabels = () => {
  const moves = [];
  for (const text of document.querySelectorAll('.ner')) {
    const box = text.getBoundingClientRect();
    if (box.width === 0) continue;
    const rightToLeft = getComputedStyle(text).direction === 'rtl';
    for (const one of text.querySelectorAll('[data-l]')) {
      const at = one.getBoundingClientRect();
      const room = rightToLeft ? at.right - box.left : box.right - at.left;
      moves.push([one, room - 6.4 * one.dataset.l.length - 6]);
    }
  }
  for (const [one, room] of moves) {
    one.classList.toggle('over', room < 0);
    if (room < 0) one.style.setProperty('--back', `${room}px`);
  }
};
settleLabels();
addEventListener('resize', settleLabels);
