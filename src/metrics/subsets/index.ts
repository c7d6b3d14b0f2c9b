/** Properties of examples, and the subsets in which the model is worse. */
export type { Column, Examples } from './examples.ts';
export { areFunctionWords } from './function-words.ts';
export { type IdentityGap, type IdentityGaps, identityGaps, type RateGap } from './identity-terms.ts';
export type { PropertyAnswer, PropertyRole, PropertyValue, Span } from './property.ts';
export { findSubsets, propertiesOf, type SubsetSearch } from './search.ts';
export { defaultSettings, type SearchSettings } from './settings.ts';
export type { Comparison, OtherName, Subset, SubsetPart } from './subset.ts';
export { type LengthEffect, lengthEffect, negationEffect, type TextEffect } from './text-effects.ts';
