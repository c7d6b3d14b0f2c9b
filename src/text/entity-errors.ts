/** Kinds of error of mentions in the order of the report, with what they mean. The rules: docs/metrics/entity-errors.md. */
export const entityErrorWords: Readonly<Record<string, string>> = {
  boundary: 'right type, other borders',
  type: 'right borders, other type',
  'boundary+type': 'overlaps, neither is right',
  split: 'one mention found in pieces',
  merge: 'several mentions found as one',
  missed: 'in the reference, nothing found there',
  spurious: 'found, nothing there in the reference',
};

/** Said of a mention that says what an earlier one of its side says. */
export const REPEATED_MENTION = 'repeated';

/** What a mention can be, in the order of the codes of the page. */
export const mentionKinds: readonly string[] = [
  'correct',
  ...Object.keys(entityErrorWords),
  REPEATED_MENTION,
];

const others: Readonly<Record<string, string>> = { 'boundary+type': 'boundary and type' };

/** `boundary+type` → `boundary and type`. */
export const errorName = (kind: string): string => others[kind] ?? kind;
