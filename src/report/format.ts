/**
 * Numbers as every renderer writes them. They live beside the plots because plots may import nothing of the report,
 * and an axis and the sentence above it must spell a number the same way.
 */
export * from '../plots/numbers.ts';
