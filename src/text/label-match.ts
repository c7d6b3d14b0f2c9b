/** Where the labels of a file stand among those of a model: `labels[place[i]]` is what the file calls `own[i]`. */
export interface LabelMatch {
  readonly labels: readonly string[];
  readonly place: readonly number[];
}

const fold = (name: string): string => name.trim().toLowerCase();

const idOf = (label: string): number | null => {
  const match = /^(?:label_)?(\d{1,6})$/i.exec(label.trim());
  return match === null ? null : Number(match[1]);
};

/**
 * Brings the labels of a file (names in any case, ids `0`…, or `LABEL_0`…) onto the model's labels, or null when one of
 * them is none of the model's. Names beside a model whose labels are only `LABEL_0`… keep the file's order: which is
 * which is not known then, and only what does not depend on it (shares, entropy) may be taken from it.
 */
export function matchLabels(own: readonly string[], model: readonly string[] | null): LabelMatch | null {
  const inOrder: LabelMatch = { labels: own, place: own.map((_, index) => index) };
  if (model === null) return inOrder;
  const exact = new Map(model.map((name, index) => [name, index]));
  const folded = new Map(model.map((name, index) => [fold(name), index]));
  const byName = own.map(
    (name) => exact.get(name) ?? (folded.size === model.length ? folded.get(fold(name)) : undefined),
  );
  const byId = own.map(idOf);
  const lies = (place: readonly (number | null | undefined)[]): place is readonly number[] =>
    place.every((index) => index !== null && index !== undefined && index < model.length) &&
    new Set(place).size === place.length;
  if (lies(byName)) return { labels: model, place: byName };
  if (lies(byId)) return { labels: model, place: byId };
  const unnamed = model.every((name) => /^LABEL_\d+$/.test(name));
  return unnamed && own.length <= model.length && byId.every((id) => id === null) ? inOrder : null;
}
