export { tensorboardReader } from './reader.ts';
