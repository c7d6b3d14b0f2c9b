import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { AttributionRequest, Attributor } from '../../src/model/attributions.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { ranReaders } from '../support/ran.ts';
import { csv, freshRows, predictedRows } from '../support/text-folders.ts';

const rows = predictedRows(freshRows(400, 1), 2, () => 0.8);
const files = { 'eval_predictions.csv': csv(rows) };

/** Gives the first word 2, the second −1 and the rest 0.01. */
function attributor(asked: AttributionRequest[] = []): Attributor {
  return async (request) => {
    asked.push(request);
    const [start, end, weight, first]: [number[], number[], number[], number[]] = [[], [], [], [0]];
    for (const text of request.texts) {
      let from = 0;
      text.split(' ').forEach((word, at) => {
        start.push(from);
        end.push(from + word.length);
        weight.push(at === 0 ? 2 : at === 1 ? -1 : 0.01);
        from += word.length + 1;
      });
      first.push(weight.length);
    }
    const { rows, toward, against } = request;
    return {
      ...{ rows, toward, against },
      method: 'gradient',
      methodName: 'gradient × input',
      first: Int32Array.from(first),
      start: Int32Array.from(start),
      end: Int32Array.from(end),
      weight: Float64Array.from(weight),
      value: new Float64Array(rows.length),
      leftOut: null,
      gap: null,
      check: { rows: 20, found: 18, chance: 3 },
    };
  };
}

const judged = (options: Parameters<typeof analyse>[1]) =>
  analyse(memorySource('outputs', files), { only: ['spurious-cue'], readers: ranReaders, ...options });

const column = (report: Awaited<ReturnType<typeof judged>>, name: string) => {
  const { table } = report.runs[0]!.quality!.examples!;
  return report.tables[table]!.columns.find((one) => one.name === name)?.values;
};

describe('words of errors', () => {
  it('are weighed between the label that was given and the reference', async () => {
    const asked: AttributionRequest[] = [];
    const report = await judged({ attributor: attributor(asked) });
    const wrong = rows.filter(({ label, predicted }) => label !== predicted).length;
    expect(report.runs[0]!.quality!.attributions).toMatchObject({
      method: 'gradient × input',
      examples: wrong,
      total: wrong,
      check: { found: 18 },
    });
    const [{ texts, toward, against }] = asked as [AttributionRequest];
    const { labels } = report.runs[0]!.quality!.confusion;
    for (const [at, text] of texts.slice(0, wrong).entries()) {
      const row = rows.find((one) => one.text === text)!;
      expect([labels[toward[at]!], labels[against[at]!]]).toEqual([row.predicted, row.label]);
    }
  });

  it('are a column of places and weights over the largest', async () => {
    const report = await judged({ attributor: attributor() });
    const texts = column(report, 'text')!;
    for (const [at, cell] of column(report, 'attribution')!.entries()) {
      const [a = '', b = ''] = String(texts[at]).split(' ');
      expect(cell).toBe(`0-${a.length}:1.00 ${a.length + 1}-${a.length + 1 + b.length}:-0.50`);
    }
  });

  it('are left out with the texts', async () => {
    const report = await judged({ attributor: attributor(), texts: false });
    expect(column(report, 'attribution')).toBe(undefined);
    expect(report.runs[0]!.quality!.attributions!.words).toEqual([]);
  });

  it('are not asked of a model that did not make the predictions, and nothing is said where it cannot', async () => {
    const asked: AttributionRequest[] = [];
    const recorded = await analyse(memorySource('outputs', files), {
      only: ['spurious-cue'],
      attributor: attributor(asked),
    });
    expect(asked).toEqual([]);
    expect(recorded.runs[0]!.quality!.attributions).toBe(null);
    const refused = await judged({ attributor: async () => null });
    expect(refused.runs[0]!.quality!.attributions).toBe(null);
    expect(column(refused, 'attribution')).toBe(undefined);
  });
});
