/** Which way of scoring gives an F1 that a training log holds. */
export { explainLoggedF1 } from './explain.ts';
