/** Words of texts, counted: what every question about words shares. */
export { type TermMatrix, type TermOptions, termMatrix, termsAsIn } from './matrix.ts';
export { type Postings, postingsOf, rowsWith } from './postings.ts';
export {
  type KeptTerm,
  type TermLimits,
  type TermQuestion,
  type TermTest,
  testTerms,
  withoutCompanions,
  wordsFirst,
} from './term-tests.ts';
export { inverseDocumentFrequency, tfIdf } from './tf-idf.ts';
export { forEachToken, spansOf } from './tokens.ts';
