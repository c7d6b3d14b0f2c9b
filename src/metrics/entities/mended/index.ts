/** What the score would be were one kind of error, or of label, right. */
export { gainIfMended } from './gain.ts';
export { f1IfRelabelled } from './relabelled.ts';
