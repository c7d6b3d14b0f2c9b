/** Shares of mentions of one kind against the others, mentions of one sentence or document not taken as independent. */
export { compareMentions, type MentionComparison } from './compare.ts';
export { type TwoTypedNames, twoTypedNames } from './two-typed.ts';
export { type TypeApart, typesApart } from './types-apart.ts';
