import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Audit } from '../../src/audits/define.ts';
import { analyse, report } from '../../src/engine/analyse.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { asRead, finds, firstScreen, judged, predictionsOf, stub } from '../support/judged.ts';
import { healthyThreeEpochs, noTrainingLoss } from '../support/ordinary-runs.ts';
import { makeRun, series } from '../support/runs.ts';

const passing: Outcome = { kind: 'pass', measured: 'All is well' };
const open: Outcome = {
  kind: 'inconclusive',
  reason: 'Whether it overfitted cannot be told',
  enough: 'More',
};
const absent: Outcome = { kind: 'not-applicable', reason: 'nothing was logged', enable: 'log-metric' };

/** The questions that "nothing to fix" hangs on, all answered well. */
const questions = [
  'overfit-loss',
  'overfit-confidence-only',
  'overfit-metric',
  'plateau-at-chance',
  'majority-collapse',
  'converged',
  'still-improving-at-end',
  'lr-decayed-too-soon',
  'no-better-than-trivial',
];
const wellExcept = (...others: readonly Audit[]): readonly Audit[] => [
  ...questions.filter((id) => !others.some((audit) => audit.id === id)).map((id) => stub(id, passing)),
  ...others,
];
const answerOf = async (audits: readonly Audit[], run = healthyThreeEpochs()) =>
  (await judged(run, { audits })).answer;

describe('the verdict', () => {
  it.each<[string, readonly Audit[], string]>([
    ['a problem', [finds('lr-too-high', { severity: 'problem' }), finds('x')], 'problem'],
    ['a likely problem', [finds('lr-too-high', { severity: 'problem', claim: 'likely' })], 'problem'],
    ['a risk', [finds('overfit-loss')], 'risk'],
    ['a note', [finds('converged', { severity: 'note' })], 'fine'],
    ['nothing', [], 'fine'],
    ['an inconclusive check that decides', [stub('overfit-loss', open)], 'cannot-tell'],
    ['an inconclusive check that does not', [stub('wasted-after-best', open)], 'fine'],
    [
      'a hint about a question that decides',
      [finds('overfit-confidence-only', { claim: 'hint' })],
      'cannot-tell',
    ],
    ['a hint about something else', [finds('wasted-after-best', { claim: 'hint' })], 'fine'],
    [
      'a crash of the only answer',
      [
        ...['plateau-at-chance', 'majority-collapse'].map((id) =>
          stub(id, () => {
            throw new Error('x');
          }),
        ),
      ],
      'cannot-tell',
    ],
    [
      'no evidence for a question',
      [...['converged', 'still-improving-at-end', 'lr-decayed-too-soon'].map((id) => stub(id, absent))],
      'cannot-tell',
    ],
  ])('of %s', async (_, found, verdict) => {
    expect((await answerOf(wellExcept(...found))).verdict).toBe(verdict);
  });

  it('a problem outweighs what cannot be told', async () => {
    const audits = wellExcept(stub('overfit-loss', open), finds('lr-too-high', { severity: 'problem' }));
    expect((await answerOf(audits)).verdict).toBe('problem');
  });

  it('of predictions hangs on whether they beat a trivial answer', async () => {
    const run = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['no', 'yes'],
            [
              [50, 0],
              [0, 50],
            ],
          ),
        ],
      },
    });
    const trivial = (outcome: Outcome) =>
      wellExcept(stub('no-better-than-trivial', outcome), stub('overfit-loss', open));
    expect((await answerOf(trivial(passing), run)).verdict).toBe('fine');
    expect((await answerOf(trivial(open), run)).verdict).toBe('cannot-tell');
    expect((await answerOf(trivial(absent), run)).verdict).toBe('cannot-tell');
  });
});

describe('"Nothing to fix"', () => {
  it('is said of good predictions, with their number', async () => {
    const run = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['no', 'yes'],
            [
              [570, 30],
              [30, 570],
            ],
          ),
        ],
      },
    });
    const { answer } = await judged(run);
    expect(answer.verdict).toBe('fine');
    expect(answer.headline).toBe('Nothing to fix. No check found a weakness on these 1,200 examples.');
  });

  it('is never said of predictions that are not better than the most frequent label', async () => {
    const count = fc.integer({ min: 0, max: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(count, { minLength: 4, maxLength: 4 }), async (cells) => {
        const [a, b, c, d] = cells as [number, number, number, number];
        fc.pre(a + b + c + d > 0);
        const run = makeRun({
          run: {
            predictions: [
              predictionsOf(
                ['no', 'yes'],
                [
                  [a, b],
                  [c, d],
                ],
              ),
            ],
          },
        });
        const { answer } = await judged(run);
        // Whoever answers the most frequent label is right in max(a + b, c + d) rows.
        const better = a + d > Math.max(a + b, c + d);
        if (!better || a + b + c + d <= 8)
          expect(firstScreen(await judged(run))).not.toMatch(/nothing to fix/i);
        if (!better) expect(answer.verdict).not.toBe('fine');
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('is not said of answers that go with the labels but are no more often right than a constant one', async () => {
    // 950 of 1,000 are `no`; 30 of 50 `yes` are found at the price of 40 false alarms: 940 right.
    const run = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['no', 'yes'],
            [
              [910, 40],
              [20, 30],
            ],
          ),
        ],
      },
    });
    const { answer } = await judged(run, { only: ['no-better-than-trivial'] });
    expect(answer.verdict).toBe('cannot-tell');
    expect(answer.headline).toMatch(/not shown to be right more often than one constant answer/);
  });

  it('is never said where the deciding check was skipped', async () => {
    const trivial = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['no', 'yes'],
            [
              [0, 5],
              [0, 95],
            ],
          ),
        ],
      },
    });
    for (const options of [
      { only: ['support-too-small'] },
      { only: ['confused-pair'] },
      { skip: ['no-better-than-trivial'] },
    ])
      expect((await judged(trivial, options)).answer.headline).not.toMatch(/nothing to fix/i);
    const { answer } = await judged(healthyThreeEpochs(), { only: ['nan-inf-loss'] });
    expect(answer.headline).toBe('The checks that were asked found no problem and no risk.');
  });

  it('is not said beside a weakness that is certain, however small', async () => {
    const run = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['no', 'yes'],
            [
              [570, 30],
              [30, 570],
            ],
          ),
        ],
      },
    });
    const note = finds('class-low-recall', { severity: 'note', subject: { class: 'yes' } });
    expect((await answerOf(wellExcept(note), run)).headline).toBe(
      'No serious weakness was found on these 1,200 examples.',
    );
  });

  it('is not said of a log in which the loss rose, even if an earlier checkpoint was kept', async () => {
    const note = finds('overfit-confidence-only', { severity: 'note', claim: 'likely' });
    expect((await answerOf(wellExcept(note))).headline).toBe(
      'Nothing serious in what was logged; which examples fail cannot be told.',
    );
  });

  it('is not said of a log: it cannot show which examples fail', async () => {
    const { headline } = await answerOf(wellExcept());
    expect(headline).toBe('Nothing wrong in what was logged; which examples fail cannot be told.');
  });
});

describe('the sentences', () => {
  it('are at most five, each a sentence, and begin with how good it is', async () => {
    const audits = wellExcept(
      finds('overfit-loss', { title: 'Validation loss rose after step 20' }),
      finds('lr-too-high', { title: 'The learning rate was too high' }),
      finds('best-of-many-optimism', { severity: 'note', title: 'The best was flattered' }),
      stub('plateau-at-chance', open),
    );
    const { sentences } = await answerOf(audits);
    expect(sentences).toHaveLength(5);
    expect(sentences[0]).toBe('Accuracy was **87.1 %** at the last evaluation, on 872 validation examples.');
    for (const sentence of sentences) expect(sentence).toMatch(/[.?]$/);
  });

  it('say so when nothing shows how good it is', async () => {
    const run = makeRun({ series: [series('loss', [[10, 0.5]])] });
    const { sentences, headline } = await answerOf([stub('overfit-loss', absent)], run);
    expect(sentences[0]).toBe(
      'How good the model is cannot be told: the folder holds no predictions and no metric.',
    );
    expect(headline).toBe('This folder cannot show whether the model is good.');
  });

  it('name the deciding question that stays open', async () => {
    const { sentences } = await answerOf(wellExcept(stub('overfit-loss', open)));
    expect(sentences.at(-1)).toBe('Whether it overfitted cannot be told.');
  });

  it('the accuracy of predictions comes with interval, n and what a constant answer would reach', async () => {
    const run = makeRun({
      run: {
        predictions: [
          predictionsOf(
            ['no', 'yes'],
            [
              [60, 10],
              [5, 25],
            ],
          ),
        ],
      },
    });
    // Wilson interval of 85 of 100 at 95 %: 0.7672 to 0.9069.
    expect((await answerOf(wellExcept(), run)).sentences[0]).toBe(
      'It labels **85.0 %** of 100 validation examples correctly (95 % interval 76.7–90.7); always answering “no” would reach 70.0 %.',
    );
  });
});

describe('what to do', () => {
  const advising = (id: string, text: string, settings: Record<string, string> = {}, more: object = {}) =>
    finds(id, { advice: { text, settings }, ...more });

  it('is at most three things, the first is the most important finding’s', async () => {
    const audits = wellExcept(
      advising('a', 'Do a', {}, { severity: 'note', claim: 'fact' }),
      advising('b', 'Do b', {}, { severity: 'problem' }),
      advising('c', 'Do c'),
      advising('d', 'Do d', {}, { claim: 'likely' }),
    );
    const { actions, doFirst } = await answerOf(audits);
    expect(actions.map((action) => action.text)).toEqual(['Do b', 'Do c', 'Do d']);
    expect(doFirst).toBe(actions[0]);
    expect(doFirst?.finding).toBe('run/b');
  });

  it('never contradicts itself: of two values for one setting the more important finding’s stands', async () => {
    const audits = wellExcept(
      advising('a', 'Lower it', { learning_rate: '2e-5', warmup_ratio: '0.1' }, { severity: 'problem' }),
      advising('b', 'Raise it', { learning_rate: '5e-5' }),
      advising('c', 'Stop earlier', { num_train_epochs: '3' }),
    );
    const { actions } = await answerOf(audits);
    expect(actions.map((action) => action.text)).toEqual(['Lower it', 'Stop earlier']);
    const values = new Map<string, Set<string>>();
    for (const action of actions)
      for (const [key, value] of Object.entries(action.settings))
        values.set(key, (values.get(key) ?? new Set()).add(value));
    expect([...values.values()].filter((set) => set.size > 1)).toEqual([]);
  });

  it('each can be pasted alone: a setting that two findings agree on stands in both', async () => {
    const metric = { metric_for_best_model: '"f1_macro"' };
    const audits = wellExcept(
      advising('a', 'Keep the best', { load_best_model_at_end: 'True', ...metric }, { severity: 'problem' }),
      advising('b', 'Choose by macro-F1', { ...metric, greater_is_better: 'True' }),
    );
    const { actions } = await answerOf(audits);
    expect(actions[1]?.settings).toEqual({ ...metric, greater_is_better: 'True' });
  });

  it('says the same thing once', async () => {
    const audits = wellExcept(advising('a', 'Lower it'), advising('b', 'Lower it'));
    expect((await answerOf(audits)).actions).toHaveLength(1);
  });

  it('does not follow a hint', async () => {
    const audits = wellExcept(
      advising('a', 'Lower it', { learning_rate: '2e-5' }, { claim: 'hint', severity: 'problem' }),
    );
    expect((await answerOf(audits)).actions).toEqual([]);
  });

  it('follows a hint that nothing outranks and that costs nothing when it is wrong', async () => {
    const keep = { text: 'Keep the best', settings: { load_best_model_at_end: 'True' }, safe: true };
    const hint = finds('overfit-loss', { claim: 'hint', severity: 'risk', advice: keep });
    expect((await answerOf(wellExcept(hint))).actions.map(({ text }) => text)).toEqual(['Keep the best']);
    const sure = advising('b', 'Lower it', { learning_rate: '2e-5' }, { claim: 'strong', severity: 'risk' });
    expect((await answerOf(wellExcept(hint, sure))).actions.map(({ text }) => text)).toEqual(['Lower it']);
  });

  it('is to log more when nothing was found but something could not be asked', async () => {
    const { doFirst } = await answerOf(wellExcept(stub('wasted-after-best', absent)));
    expect(doFirst).toMatchObject({ finding: null, language: 'python' });
    expect(doFirst?.text).toBe(
      'Log a metric at each evaluation: it shows whether a rising loss costs accuracy and which checkpoint to use.',
    );
    expect(doFirst?.code).toContain('compute_metrics');
  });
});

describe('the answer over several runs', () => {
  const best = (id: string, quantity: string, values: readonly number[]) => ({
    ...makeRun({
      series: [
        series(
          `eval_${quantity}`,
          values.map((value, i): [number, number] => [100 * (i + 1), value]),
        ),
      ],
      validationSize: 500,
    }),
    id,
    title: id,
  });
  const over = (...runs: readonly ReturnType<typeof best>[]) =>
    report('outputs', asRead(...runs), { audits: wellExcept() });

  it('counts the verdicts, names the best of the runs and promises nothing about noise', async () => {
    const audits = [
      stub('overfit-loss', ({ run }) =>
        run.id === 'b'
          ? {
              kind: 'finding',
              findings: [
                {
                  claim: 'strong',
                  severity: 'risk',
                  title: 'Validation loss rose',
                  measured: '',
                  mattersWhen: '',
                  advice: { text: 'Stop' },
                  refutedBy: null,
                  evidence: [],
                },
              ],
            }
          : passing,
      ),
    ];
    const { answer, findings } = await report(
      'outputs',
      asRead(best('a', 'accuracy', [0.7, 0.895]), best('b', 'accuracy', [0.7, 0.9])),
      { audits: wellExcept(...audits), comparisonAudits: [] },
    );
    expect(answer.verdict).toBe('risk');
    expect(answer.headline).toMatch(/^2 runs: 1 with a risk, 1 /);
    expect(answer.sentences[0]).toMatch(
      /^The best accuracy is \*\*0\.9\*\* in `b` at step 200\..*more than noise/,
    );
    expect(answer.sentences[1]).toBe('Most serious, in `b`: Validation loss rose.');
    expect(answer.doFirst).toMatchObject({ text: 'Stop', finding: 'b/overfit-loss' });
    expect(findings.map((finding) => finding.subject.run)).toEqual(['b']);
  });

  it('takes the lowest of a loss and the highest of a metric whose name only sounds like an error', async () => {
    const name = async (quantity: string) =>
      /in `(\w)`/.exec(
        (await over(best('a', quantity, [0.4, 0.3]), best('b', quantity, [0.6, 0.7]))).answer.sentences[0] ??
          '',
      )?.[1];
    expect(await name('loss')).toBe('a');
    expect(await name('accuracy')).toBe('b');
    expect(await name('answer_f1')).toBe('b');
  });

  it('does not rank runs by different metrics', async () => {
    const { answer } = await over(best('a', 'accuracy', [0.7, 0.8]), best('b', 'f1', [0.7, 0.9]));
    expect(answer.sentences[0]).toBe('The runs logged different metrics, so they are not ranked.');
  });

  it('is the worst of the verdicts; what cannot be told is worse than fine', async () => {
    const audits = wellExcept(stub('overfit-loss', ({ run }) => (run.id === 'a' ? open : passing)));
    const { answer } = await report(
      'outputs',
      asRead(best('a', 'accuracy', [0.7]), best('b', 'accuracy', [0.7])),
      { audits },
    );
    expect(answer.verdict).toBe('cannot-tell');
  });

  it('one run is its own answer', async () => {
    const result = await judged(noTrainingLoss());
    expect(result.answer).toEqual(result.runs[0]?.answer);
  });
});

describe('nothing that could be read', () => {
  it('is said, with the formats that can be', async () => {
    const { answer, runs } = await analyse(memorySource('thesis', { 'notes.txt': 'hello' }));
    expect(runs).toEqual([]);
    expect(answer).toMatchObject({ verdict: 'cannot-tell', doFirst: null, actions: [] });
    expect(answer.headline).toBe('No training run or predictions were found here.');
    expect(answer.sentences.join(' ')).toContain('afterfit formats');
  });

  it('points at the files that could not be read', async () => {
    const { answer, inputs } = await analyse(
      memorySource('thesis', { 'trainer_state.json': '{"log_history": [' }),
    );
    expect(inputs.unreadable).toHaveLength(1);
    expect(answer.sentences[0]).toBe('One file could not be read; see below.');
  });
});
