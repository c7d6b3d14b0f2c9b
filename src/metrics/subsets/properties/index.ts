import type { Property } from '../property.ts';
import { addresses } from './addresses.ts';
import { amounts } from './amounts.ts';
import { casing } from './casing.ts';
import { columns } from './columns.ts';
import { confidence } from './confidence.ts';
import { emoji } from './emoji.ts';
import { labels } from './labels.ts';
import { nGrams } from './n-grams.ts';
import { namedTerms } from './named-terms.ts';
import { negation } from './negation.ts';
import { numbers } from './numbers.ts';
import { quotation } from './quotation.ts';
import { rareWords } from './rare-words.ts';
import { repeatedPunctuation } from './repeated-punctuation.ts';
import { script } from './script.ts';
import { sentenceMarks } from './sentence-marks.ts';
import { tokenCount } from './token-count.ts';
import { trainingSimilarity } from './training-similarity.ts';
import { wordCount } from './word-count.ts';

/** All properties. The identity terms are apart (`identity-terms.ts`): they are counted and never searched. */
export const properties: readonly Property[] = [
  wordCount,
  tokenCount,
  script,
  negation,
  numbers,
  amounts,
  addresses,
  emoji,
  casing,
  sentenceMarks,
  repeatedPunctuation,
  quotation,
  namedTerms,
  rareWords,
  nGrams,
  trainingSimilarity,
  columns,
  confidence,
  labels,
];
