import { expect, it } from 'vitest';
import { twoTypedNames, typesApart } from '../../../../src/metrics/entities/apart/index.ts';
import { trainingIndex } from '../../../../src/metrics/entities/errors/index.ts';
import { examineEntities } from '../../../../src/metrics/entities/examination/index.ts';
import { type MarkedPair, markedSet, trainingOf } from '../../../support/judged-mentions.ts';

const rows = Array.from({ length: 40 }, (_, i) => i);

it('compares each type with all others together', () => {
  const set = markedSet(
    rows.map((i): MarkedPair => {
      const gold = `on ${i} [${i % 2 === 0 ? 'PER' : 'LOC'} Name${i}] came`;
      return [gold, i % 4 === 0 ? `on ${i} Name${i} came` : gold];
    }),
  );
  const apart = typesApart(set, examineEntities(set).taxonomy(), 'reference');
  const of = (name: string) => apart.find(({ type }) => set.types[type] === name)!.against;
  expect(of('PER')).toMatchObject({ n: 20, wrong: 10, otherN: 20, otherWrong: 0, difference: 0.5 });
  expect(of('LOC').difference).toBe(-0.5);
  expect(of('PER').p).toBeLessThan(0.001);
});

it('gives mentions of one sentence less weight than mentions of many', () => {
  const many = typesOf(rows.map((i) => `[PER P${i}] and [LOC L${i}]`));
  const one = typesOf([rows.map((i) => `[PER P${i}]`).join(' '), ...rows.map((i) => `[LOC L${i}]`)]);
  expect(many).toBeLessThan(0.001);
  expect(one).toBeGreaterThan(0.1);
});

/** p of PER against LOC where no PER is found and every LOC. */
function typesOf(sentences: readonly string[]): number {
  const set = markedSet(sentences.map((text) => [text, text.replace(/\[PER (\w+)\]/g, '$1')] as const));
  const apart = typesApart(set, examineEntities(set).taxonomy(), 'reference');
  return apart.find(({ type }) => set.types[type] === 'PER')!.against.p;
}

it('finds names that got a type which training shows for them', () => {
  const set = markedSet(
    rows.map((i): MarkedPair => {
      const name = i < 20 ? `Both${i}` : `Only${i}`;
      return [`on ${i} [PER ${name}] came`, `on ${i} [${i < 10 ? 'LOC' : 'PER'} ${name}] came`];
    }),
  );
  const training = trainingOf(rows.slice(0, 20).map((i) => `[LOC Both${i}] and [PER Both${i}]`));
  const found = twoTypedNames(set, examineEntities(set).taxonomy(), trainingIndex(training, set.types))!;
  expect(found.against).toMatchObject({ n: 20, wrong: 10, otherN: 20, otherWrong: 0 });
  expect(found.texts).toBe(10);
  expect([...found.rows]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
