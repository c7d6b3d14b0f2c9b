/**
 * `correct`: same borders, same type · `boundary`: same type, other borders · `type`: same borders, other type · `boundary+type`: shares
 * text, neither is right · `split`: one reference, several predicted pieces of its type · `merge`: several references, one prediction of
 * their type · `missed`: a reference that no wrong prediction touches · `spurious`: a prediction that touches no reference still open.
 */
export const errorKinds = [
  'correct',
  'boundary',
  'type',
  'boundary+type',
  'split',
  'merge',
  'missed',
  'spurious',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

const codes: ReadonlyMap<string, number> = new Map(errorKinds.map((kind, code) => [kind, code]));

/** Index of `errorKinds`. */
export const kindCode = (kind: ErrorKind): number => codes.get(kind)!;

/** A row of the taxonomy in the making: numbers of the mentions, −1 for none. */
export interface ErrorLink {
  readonly kind: number;
  readonly reference: number;
  readonly predicted: number;
  /** Bits: 1 gives the reference its class, 2 the prediction. */
  readonly stands: number;
}
