import { describe, expect, it } from 'vitest';
import { formatTargets, fuzz, innerTargets, readerTargets } from './fuzz-targets.ts';

// About a second for each; `npm run fuzz -- --seconds 60` goes on with other seeds.
const times: Readonly<Record<string, number>> = {
  zip: 8000,
  pickle: 3000,
  'torch-archive': 20_000,
  'event-file': 4000,
  parquet: 500,
  arrow: 500,
  npy: 20_000,
  'doc-bin': 2000,
  'doc-bin message': 10_000,
  csv: 8000,
  json: 20_000,
  'text-encoding': 20_000,
  'event-walk': 60_000,
};

describe('damaged bytes are read or refused, and nothing else happens', () => {
  it.each([...formatTargets, ...innerTargets].map((target) => [target.name, target] as const))(
    '%s',
    async (name, target) => {
      await expect(fuzz(target, 20_240_229, times[name] ?? 1000)).resolves.toBeUndefined();
    },
  );
});

describe('a folder with a damaged file is read, and nothing is thrown', () => {
  it.each(readerTargets().map((target) => [target.name, target] as const))('%s', async (_, target) => {
    await expect(fuzz(target, 20_240_229, 300)).resolves.toBeUndefined();
  });
});
