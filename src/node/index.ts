export { directorySource, type PlacedPath } from './directory-source.ts';
export { readersFor } from './duckdb/index.ts';
export { writeFigures } from './figures.ts';
export * from './runner/index.ts';
