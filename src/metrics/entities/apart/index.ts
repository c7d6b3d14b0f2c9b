/** Shares of mentions of one kind against the others, mentions of one sentence or document not taken as independent. */
export { twoTypedNames } from './two-typed.ts';
export { type TypeApart, typesApart } from './types-apart.ts';
