export * from '../text/numbers.ts';
