import { expect, it } from 'vitest';
import { readEntityFiles } from '../../support/entities.ts';

const columns = (rows: readonly string[]): string => `${rows.join('\n')}\n`;

it('decodes the mentions of a training file beside a pair: what was seen is told from them', async () => {
  const { fragments } = await readEntityFiles({
    'data/train.conll': columns(['Anna B-PER', 'Berg I-PER', 'came O', '', 'Oslo B-LOC', 'slept O', '']),
    'predictions.conll': columns([
      'Anna B-PER B-PER',
      'met O O',
      'Berta B-PER O',
      '',
      'Oslo B-LOC B-LOC',
      'rose O O',
      '',
    ]),
  });
  const side = fragments[0]!.run.trainEntities!;
  expect(side.types).toEqual(['LOC', 'PER']);
  const { mentions } = side;
  const found = Array.from(mentions!.start, (start, i) =>
    side.text(mentions!.sentence[i]!).slice(start, mentions!.end[i]!),
  );
  expect(found).toEqual(['Anna Berg', 'Oslo']);
});
