export { directorySource, type PlacedPath } from './directory-source.ts';
export { writeFigures } from './figures.ts';
