/** What moved the model's answers, word by word, counted over many examples. */
export { rowsToWeigh } from './choose-rows.ts';
export { type PushingWord, type PushScan, pushingRule, pushingWords } from './pushing-words.ts';
export { type WeighedWord, wordsOfText } from './text-words.ts';
