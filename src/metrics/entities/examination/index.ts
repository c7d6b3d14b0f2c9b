/** Everything that is said about the mentions of one set, each question answered when it is first asked. */
export { type EntityExamination, examineEntities } from './examine.ts';
