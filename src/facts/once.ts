/** A question that is answered at most once: the answer is kept, `null` included. */
export function once<T>(answer: () => T): () => T {
  let kept: { readonly value: T } | null = null;
  return () => {
    kept ??= { value: answer() };
    return kept.value;
  };
}
