/** What a list of the training mentions finds: the answer that a model has to beat. */
export { type LookUp, lookUp } from './look-up.ts';
