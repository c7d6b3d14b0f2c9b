import { describe, expect, it } from 'vitest';
import type { Audit, Family } from '../../src/audits/define.ts';
import { importance, judge, type Prober, rank, type UnrankedFinding } from '../../src/engine/judge.ts';
import { createFacts } from '../../src/facts/index.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { draft, finds, stub } from '../support/judged.ts';
import { makeRun, series } from '../support/runs.ts';

const passing: Outcome = { kind: 'pass', measured: 'All is well' };
const verdictsOf = (audits: readonly Audit[], prober: Prober | null = null, run = makeRun()) =>
  judge(audits, createFacts(run), prober);
const ask = (key: string): Outcome => ({
  kind: 'needs-probe',
  probe: { kind: 'predict', key, texts: ['a'] },
});

describe('asking the audits', () => {
  it('an audit that throws has crashed; the others are still asked', async () => {
    const broken = stub('broken', () => {
      throw new Error('index out of range');
    });
    const { results, findings } = await verdictsOf([
      broken,
      finds('overfit-loss'),
      stub('converged', passing),
    ]);
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ['broken', 'crashed'],
      ['overfit-loss', 'finding'],
      ['converged', 'pass'],
    ]);
    expect(results[0]?.text).toBe('index out of range');
    expect(findings).toHaveLength(1);
  });

  it('what is thrown need not be an Error', async () => {
    const broken = stub('broken', () => {
      throw 'a word';
    });
    expect((await verdictsOf([broken])).results[0]).toMatchObject({ status: 'crashed', text: 'a word' });
  });

  it('every audit gets exactly one result that says why it says nothing', async () => {
    const audits = [
      stub('a', passing),
      stub('b', { kind: 'inconclusive', reason: 'Too few rows', enough: 'Ten rows' }),
      stub('c', { kind: 'not-applicable', reason: 'no rows', enable: 'log-metric' }),
      finds('nan-inf-loss', { severity: 'problem' }),
      finds('overfit-loss'),
    ];
    const { results } = await verdictsOf(audits);
    expect(
      results.map((result) => [result.id, result.status, result.text, result.enough, result.enable]),
    ).toEqual([
      ['a', 'pass', 'All is well', null, null],
      ['b', 'inconclusive', 'Too few rows', 'Ten rows', null],
      ['c', 'not-applicable', 'no rows', null, 'log-metric'],
      ['nan-inf-loss', 'finding', 'It measured 3', null, null],
      ['overfit-loss', 'superseded', 'the loss was no longer finite', null, null],
    ]);
    expect(results[4]?.supersededBy).toBe('nan-inf-loss');
  });

  it('evidence that is missing is asked for by name, without asking the audit', async () => {
    const never = stub(
      'needs-loss',
      () => {
        throw new Error('must not be asked');
      },
      { requires: ['validation-loss', 'scores'] },
    );
    const [result] = (await verdictsOf([never])).results;
    expect(result).toMatchObject({
      status: 'not-applicable',
      text: 'no validation loss was logged',
      enable: 'evaluate-during-training',
    });
  });

  it('an audit is asked as soon as its evidence is there', async () => {
    const run = makeRun({ series: [series('eval_loss', [[10, 0.4]])] });
    const audit = stub('needs-loss', passing, { requires: ['validation-loss'] });
    expect((await verdictsOf([audit], null, run)).results[0]?.status).toBe('pass');
  });

  it('findings carry the run, and a key that tells classes apart', async () => {
    const audit = finds(
      'confused-pair',
      { subject: { class: 'mixed', otherClass: 'positive' } },
      { subject: { class: 'positive', otherClass: 'mixed' } },
    );
    const { findings } = await verdictsOf([audit], null, makeRun({ run: { id: 'seed-1' } }));
    expect(findings.map((finding) => [finding.key, finding.subject.run])).toEqual([
      ['seed-1/confused-pair/mixed/positive', 'seed-1'],
      ['seed-1/confused-pair/positive/mixed', 'seed-1'],
    ]);
  });

  it('a hint is a note, however bad it would be if it were true', async () => {
    const { findings } = await verdictsOf([
      finds('lr-too-high', { claim: 'hint', severity: 'problem' }),
      finds('overfit-loss', { claim: 'likely', severity: 'risk' }),
    ]);
    expect(findings.map((finding) => finding.severity)).toEqual(['note', 'risk']);
  });
});

describe('running the model for an audit', () => {
  it('asks once for a key, whoever wants it, and judges again with the answer', async () => {
    const asked: string[] = [];
    const prober: Prober = async (request) => {
      asked.push(request.key);
      return { key: request.key, scores: [Float64Array.of(0.2, 0.8)] };
    };
    const wants = (id: string) =>
      stub(id, ({ probe }) => {
        const answer = probe('swap names');
        return answer === null
          ? ask('swap names')
          : { kind: 'pass', measured: `p = ${answer.scores[0]?.[1]}` };
      });
    const { results } = await verdictsOf([wants('one'), wants('two')], prober);
    expect(results.map((result) => result.text)).toEqual(['p = 0.8', 'p = 0.8']);
    expect(asked).toEqual(['swap names']);
  });

  it('several probes after one another are answered', async () => {
    const audit = stub('three', ({ probe }) => {
      for (const key of ['a', 'b', 'c']) if (probe(key) === null) return ask(key);
      return passing;
    });
    const prober: Prober = async ({ key }) => ({ key, scores: [] });
    expect((await verdictsOf([audit], prober)).results[0]?.status).toBe('pass');
  });

  it('an audit that never has enough has crashed, after a bounded number of probes', async () => {
    let asked = 0;
    const prober: Prober = async ({ key }) => {
      asked++;
      return { key, scores: [] };
    };
    let next = 0;
    const [result] = (await verdictsOf([stub('endless', () => ask(`key ${next++}`))], prober)).results;
    expect(result?.status).toBe('crashed');
    expect(result?.text).toMatch(/more than 8 probes/);
    expect(asked).toBeLessThanOrEqual(9);
  });

  it.each<[string, Prober | null]>([
    ['there is no prober', null],
    ['the prober cannot', async () => null],
  ])('where %s, the audit does not apply', async (_, prober) => {
    const [result] = (await verdictsOf([stub('probing', () => ask('a'))], prober)).results;
    expect(result).toMatchObject({
      status: 'not-applicable',
      text: 'the model would have to be run',
      enable: null,
    });
  });

  it('a prober that fails takes down the audit that asked, not the analysis', async () => {
    const prober: Prober = async () => {
      throw new Error('out of memory');
    };
    const { results } = await verdictsOf([stub('probing', () => ask('a')), stub('plain', passing)], prober);
    expect(results.map((result) => result.status)).toEqual(['crashed', 'pass']);
    expect(results[0]?.text).toBe('out of memory');
  });
});

describe('the order of findings', () => {
  const placed = (id: string, more: Parameters<typeof draft>[0]): UnrankedFinding => ({
    ...draft(more),
    id,
    key: id,
    subject: { run: 'run' },
  });
  const ordered = (findings: readonly UnrankedFinding[], resources: readonly string[] = []) =>
    rank(findings, new Map(resources.map((id) => [id, 'resources']))).map((finding) => finding.id);

  it('severity comes before certainty, certainty before weight', () => {
    const findings = [
      placed('note', { severity: 'note', claim: 'fact', weight: 1 }),
      placed('likely risk', { severity: 'risk', claim: 'likely', weight: 0.5 }),
      placed('strong risk', { severity: 'risk', claim: 'strong', weight: 0.5 }),
      placed('likely problem', { severity: 'problem', claim: 'likely', weight: 0 }),
      placed('light strong risk', { severity: 'risk', claim: 'strong', weight: 0.1 }),
    ];
    expect(ordered(findings)).toEqual([
      'likely problem',
      'strong risk',
      'likely risk',
      'light strong risk',
      'note',
    ]);
  });

  it('is numbered from 1 without gaps', () => {
    const findings = ['a', 'b', 'c'].map((id) => placed(id, {}));
    expect(rank(findings, new Map()).map((finding) => finding.rank)).toEqual([1, 2, 3]);
  });

  it('waste comes after quality at equal weight, but not after a lesser matter', () => {
    const wasted = placed('wasted-after-best', { severity: 'risk' });
    expect(ordered([wasted, placed('confused-pair', { severity: 'risk' })], ['wasted-after-best'])).toEqual([
      'confused-pair',
      'wasted-after-best',
    ]);
    expect(ordered([placed('converged', { severity: 'note' }), wasted], ['wasted-after-best'])).toEqual([
      'wasted-after-best',
      'converged',
    ]);
  });

  it('risks of single classes come after what is wrong with the run, and only after that', () => {
    const families = new Map<string, Family>([
      ['confused-pair', 'classes'],
      ['too-few-updates', 'learning-rate'],
      ['truncation', 'data'],
      ['wasted-after-best', 'resources'],
    ]);
    const order = (...findings: readonly UnrankedFinding[]) => rank(findings, families).map(({ id }) => id);
    const pair = placed('confused-pair', { severity: 'risk', claim: 'strong', weight: 1 });
    const risk = (id: string) => placed(id, { severity: 'risk', claim: 'likely', weight: 0.2 });
    expect(order(pair, risk('too-few-updates'), risk('truncation'))).toEqual([
      'too-few-updates',
      'truncation',
      'confused-pair',
    ]);
    expect(order(pair, risk('wasted-after-best'))[0]).toBe('confused-pair');
    const hint = placed('too-few-updates', { severity: 'risk', claim: 'hint', weight: 1 });
    expect(order(pair, hint)[0]).toBe('confused-pair');
    const elsewhere = { ...risk('truncation'), subject: { run: 'other run' } };
    expect(order(pair, elsewhere)[0]).toBe('confused-pair');
    const problem = placed('confused-pair', { severity: 'problem', claim: 'likely', weight: 0 });
    expect(order(problem, risk('truncation'))[0]).toBe('confused-pair');
  });

  it('context comes after a weaker note, but no problem is context', () => {
    const order = (severity: 'note' | 'problem') =>
      ordered([
        placed('context', { severity, claim: 'fact', weight: 0 }),
        placed('model', { severity, claim: 'hint', weight: 0.5 }),
      ]);
    expect(order('note')).toEqual(['model', 'context']);
    expect(order('problem')).toEqual(['context', 'model']);
  });

  it('a note on cost comes after a like note on the model, a much weightier one before it', () => {
    const notes = (weight: number) =>
      ordered(
        [
          placed('wasted-after-best', { severity: 'note', claim: 'likely', weight }),
          placed('converged', { severity: 'note', claim: 'likely', weight: 0.4 }),
        ],
        ['wasted-after-best'],
      );
    expect(notes(0.5)).toEqual(['converged', 'wasted-after-best']);
    expect(notes(1)).toEqual(['wasted-after-best', 'converged']);
  });

  it('keeps the order in which audits were asked where nothing else decides', () => {
    expect(ordered(['c', 'a', 'b'].map((id) => placed(id, {})))).toEqual(['c', 'a', 'b']);
  });

  it('no claim or weight lifts a note over a risk, or a risk over a problem', () => {
    const most = (severity: 'note' | 'risk') =>
      importance(placed('x', { severity, claim: 'fact', weight: 1 }), null);
    const least = (severity: 'risk' | 'problem') =>
      importance(placed('x', { severity, claim: 'likely', weight: 0 }), 'resources');
    expect(least('risk')).toBeGreaterThan(most('note'));
    expect(least('problem')).toBeGreaterThan(most('risk'));
  });
});
