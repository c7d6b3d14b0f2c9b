import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { EntityQuality } from '../../src/model/entity-report.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import { folder } from '../support/judged.ts';

const planted = JSON.parse(readFileSync('examples/finance-ner/planted.json', 'utf8'));
const { measured } = planted;
const said = (finding: Finding | undefined): string =>
  [finding?.title, finding?.measured, finding?.cause?.text, finding?.advice?.text].join(' ');

describe('examples/finance-ner: what was planted is found', () => {
  let report: Report;
  beforeAll(async () => {
    report = await analyse(await folder('examples/finance-ner'));
  });
  const entities = (): EntityQuality => report.runs[0]!.entities!;
  const finding = (id: string): Finding | undefined => report.findings.find((each) => each.id === id);

  it('everything was read and no check crashed', () => {
    expect(report.inputs.unreadable).toEqual([]);
    expect(report.audits.filter((result) => result.status === 'crashed')).toEqual([]);
    expect(report.runs).toHaveLength(1);
  });

  it('the scores are those that Python computed', () => {
    const overall = Object.fromEntries(entities().overall.map((score) => [score.metric, score.value]));
    expect(overall.precision_micro).toBeCloseTo(measured.micro.precision, 4);
    expect(overall.recall_micro).toBeCloseTo(measured.micro.recall, 4);
    expect(overall.f1_micro).toBeCloseTo(measured.micro.f1, 4);
    for (const [type, expected] of Object.entries<Record<string, number>>(measured.types)) {
      const own = entities().types.find(({ label }) => label === type)!;
      expect([own.support, own.predicted, own.correct]).toEqual([
        expected.reference,
        expected.predicted,
        expected.correct,
      ]);
      expect(own.f1.value).toBeCloseTo(expected.f1!, 4);
    }
    expect(entities().transitions?.predicted).toBe(measured.invalid_transitions);
    expect(entities().tokenScores?.accuracy.value).toBeCloseTo(measured.token_accuracy, 4);
  });

  it('the cut sentences are in the ledger, with their score', () => {
    const cut = entities().ledger.find(({ kind }) => kind === 'truncated')!;
    expect(cut.sentences).toBe(planted.cut_at_64.length);
    expect(cut.f1Without).toBeGreaterThan(measured.micro.f1);
  });

  it('names that training never showed are found less often', () => {
    expect(finding('unseen-entities')?.claim).toBe('strong');
    expect(said(finding('unseen-entities'))).toContain('COMPANY');
  });

  it('legal forms move borders, and the reference contradicts itself', () => {
    const text = said(finding('entity-boundary-errors'));
    for (const word of planted.legal_forms.words) expect(text).toContain(word);
    expect(text).toContain('not consistent');
  });

  it('names that are both get the wrong type', () =>
    expect(finding('entity-type-confusion')?.severity).not.toBe(undefined));

  it('wrong mentions of the reference are among the suspected ones', () => {
    const suspected = new Set(finding('entity-labels-inconsistent')?.examples?.rows);
    const rows = [...planted.reference_errors.missing, ...planted.reference_errors.wrong_type].map(
      ({ sentence }: { sentence: number }) => sentence,
    );
    const hits = [...suspected].filter((row) => rows.includes(row));
    expect(hits.length).toBeGreaterThan(0.8 * suspected.size);
  });

  it('the pair of DocBin files gives the same scores', async () => {
    const pair = await analyse(await folder('examples/finance-ner/spacy'), {
      reference: 'gold.spacy',
      predictions: 'predicted.spacy',
    });
    const f1 = pair.runs[0]!.entities!.overall.find(({ metric }) => metric === 'f1_micro')!;
    expect(f1.value).toBeCloseTo(measured.micro.f1, 4);
  });
});
