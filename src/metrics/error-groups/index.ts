/** Groups of texts on which the model is wrong more often than elsewhere. */
export { findErrorGroups } from './find.ts';
export type { ErrorGroup, ErrorGroupInput, ErrorGroups } from './group.ts';
