import type { Reader } from '../../model/reader.ts';
import { readers } from '../../readers/index.ts';
import type { PlacedPath } from '../directory-source.ts';
import { readerWithDatabase } from './reader.ts';

/** Every reader, that of predictions with a database behind it for files that are too large for memory. */
export const readersFor = (places: readonly PlacedPath[]): readonly Reader[] =>
  readers.map((reader) => (reader.id === 'predictions' ? readerWithDatabase({ places }) : reader));
