import type { Reader } from '../../src/model/reader.ts';
import { readers } from '../../src/readers/index.ts';

/** The readers, as if every set of predictions came from a model that was run here. */
export const ranReaders: readonly Reader[] = readers.map((reader) => ({
  ...reader,
  async read(files, context) {
    const fragments = await reader.read(files, context);
    return fragments.map((fragment) => ({
      ...fragment,
      run: {
        ...fragment.run,
        ...(fragment.run.predictions === undefined
          ? {}
          : { predictions: fragment.run.predictions.map((set) => ({ ...set, ran: true })) }),
      },
    }));
  },
}));
