export { kerasReader } from './reader.ts';
