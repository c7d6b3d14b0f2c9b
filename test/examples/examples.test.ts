import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import type { Finding, Report } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import { firstScreen, folder, judged } from '../support/judged.ts';
import {
  collapsed,
  confidenceOnly,
  healthyThreeEpochs,
  longNoisyPlateau,
  lossRisesWhileF1Rises,
  noTrainingLoss,
} from '../support/ordinary-runs.ts';

const json = (path: string) => JSON.parse(readFileSync(`examples/${path}`, 'utf8'));
const sure: readonly string[] = ['fact', 'strong', 'likely'];
const all = (report: Report, id: string): readonly Finding[] =>
  report.findings.filter((finding) => finding.id === id);
const one = (report: Report, id: string, label?: string): Finding => {
  const found = all(report, id).find((finding) => label === undefined || finding.subject.class === label);
  if (found === undefined)
    throw new Error(`no ${id} among ${report.findings.map((finding) => finding.id).join(', ')}`);
  return found;
};
const overfits = (report: Report): readonly Finding[] =>
  report.findings.filter((finding) => finding.id.startsWith('overfit-'));
const measuredAs = (finding: Finding | undefined, name: string) =>
  finding?.evidence.find((evidence) => evidence.name === name)?.value;
const serious = (report: Report) =>
  report.findings
    .filter((finding) => finding.severity !== 'note')
    .map((finding) => `${finding.id}: ${finding.title}`);
const statusOf = (report: Report, id: string) => report.audits.find((result) => result.id === id)?.status;

describe('examples/finance-sentiment: every planted fault that a check exists for is found', () => {
  const planted = json('finance-sentiment/planted.json').measured;
  let report: Report;
  beforeAll(async () => {
    report = await analyse(await folder('examples/finance-sentiment'));
  });
  const quality = () => report.runs[0]!.quality!;

  it('everything was read, no check crashed, the verdict is a risk', () => {
    expect(report.inputs.unreadable).toEqual([]);
    expect(report.audits.filter((result) => result.status === 'crashed')).toEqual([]);
    expect(report.runs).toHaveLength(1);
    expect(report.answer.verdict).toBe('risk');
  });

  it('the measured figures are those of planted.json', () => {
    const overall = Object.fromEntries(quality().overall.map((score) => [score.metric, score]));
    expect(overall.accuracy?.value).toBeCloseTo(planted.accuracy, 4);
    expect(overall.accuracy?.interval?.low).toBeCloseTo(planted.accuracy_95[0], 3);
    expect(overall.accuracy?.interval?.high).toBeCloseTo(planted.accuracy_95[1], 3);
    expect(overall.balanced_accuracy?.value).toBeCloseTo(planted.balanced_accuracy, 4);
    expect(overall.f1_macro?.value).toBeCloseTo(planted.f1_macro, 3);
    expect(quality().rows).toBe(planted.rows.validation);
  });

  it.each(Object.keys(planted.classes))('the scores of %s are those of planted.json', (label) => {
    const expected = planted.classes[label];
    const measured = quality().classes.find((each) => each.label === label)!;
    expect(measured.support).toBe(expected.support);
    expect(measured.predicted).toBe(expected.predicted);
    expect(measured.recall.value).toBeCloseTo(expected.recall, 3);
    expect(measured.recall.interval?.low).toBeCloseTo(expected.recall_95[0], 3);
    expect(measured.recall.interval?.high).toBeCloseTo(expected.recall_95[1], 3);
    expect(measured.precision.value).toBeCloseTo(expected.precision, 3);
    expect(measured.f1.value).toBeCloseTo(expected.f1, 3);
  });

  it('the confusion table is that of planted.json', () => {
    const { labels, counts } = quality().confusion;
    const place = Object.keys(planted.classes).map((name) => labels.indexOf(name));
    expect(place.map((from) => place.map((to) => counts[from]![to]))).toEqual(
      planted.confusion_rows_are_labels,
    );
  });

  it('trained too long: the loss rose, and only its confidence got worse', () => {
    expect(overfits(report)).toHaveLength(1);
    const [rise] = overfits(report);
    expect(['overfit-confidence-only', 'overfit-loss']).toContain(rise?.id);
    expect(rise).toMatchObject({ claim: 'strong', severity: 'risk' });
    const { lowest_loss, end, rise_in_standard_errors } = planted.run;
    expect(measuredAs(rise, 'lowest validation loss')).toBeCloseTo(lowest_loss.eval_loss, 4);
    expect(measuredAs(rise, 'last validation loss')).toBeCloseTo(end.eval_loss, 4);
    expect(measuredAs(rise, 'onset')).toBe(lowest_loss.step);
    expect(Math.abs(Number(measuredAs(rise, 'z of the rise')) - rise_in_standard_errors)).toBeLessThan(0.1);
  });

  it('a class that accuracy hides: mixed', () => {
    expect(one(report, 'class-low-recall', 'mixed')).toMatchObject({ claim: 'strong', severity: 'risk' });
    expect(one(report, 'accuracy-hides-minority', 'mixed')).toMatchObject({ claim: 'strong' });
    expect(all(report, 'class-low-recall')).toHaveLength(1);
  });

  it('the confused pair: mixed is taken for positive, and no other pair is named', () => {
    const pairs = all(report, 'confused-pair');
    expect(pairs.map((pair) => `${pair.subject.class} -> ${pair.subject.otherClass}`)).toEqual([
      planted.confused_pair.pair,
    ]);
    expect(pairs[0]?.claim).toBe('strong');
    expect(pairs[0]?.measured).toContain(
      `${planted.confused_pair.errors} of ${planted.classes.mixed.support}`,
    );
  });

  it('the slice of negated guidance: texts with a negation are worse, and its sentences stand in the subsets', () => {
    expect(one(report, 'negation-weakness')).toMatchObject({ claim: 'strong', severity: 'risk' });
    const { subsets } = quality();
    expect(subsets!.found.map(({ name }) => name)).toContain('contains an English negation');
    expect(report.tables[subsets!.table]!.rows).toBeGreaterThan(10);
    // What speaks of the negation does so once.
    expect(all(report, 'weak-subset').map(({ subject }) => subject.slice)).not.toContain(
      'contains an English negation',
    );
  });

  it('a class too rare to judge: litigious, and nothing else is claimed about it', () => {
    expect(one(report, 'support-too-small', 'litigious')).toMatchObject({ claim: 'fact' });
    const about = report.findings.filter((finding) => finding.subject.class === 'litigious');
    expect(about.map((finding) => finding.id)).toEqual(['support-too-small']);
  });

  it('padding: the share that the tokenizer counted lies within what words alone can tell', () => {
    const found = one(report, 'padding-waste');
    const value = (name: string) => found.evidence.find((each) => each.name === name)?.value as number;
    const { padded_to: to, share_padding: share } = planted.padding;
    expect(value('tokens a text, padding included')).toBeCloseTo(to, 6);
    expect(value('share of padding, at least')).toBeLessThan(share);
    expect(value('share of padding, at most')).toBeGreaterThan(share);
    // 36.6 tokens a text in random batches of 16 (20 epochs counted with its tokenizer): 71 % fewer.
    expect(value('operations saved, at least')).toBeLessThan(0.71);
    expect(value('operations saved, at most')).toBeGreaterThan(0.71);
  });

  it('the headline names mixed; what was not planted is not found', () => {
    expect(report.answer.headline).toContain('`mixed`');
    const covered =
      /^(class-low-recall|accuracy-hides-minority|confused-pair|overfit-confidence-only|overfit-loss|over-confident|weak-subset|negation-weakness|spurious-cue|padding-waste):/;
    expect(serious(report).filter((text) => !covered.test(text))).toEqual([]);
    const cues = report.findings.filter(({ id, severity }) => id === 'spurious-cue' && severity === 'risk');
    expect(cues.map(({ title }) => title)).toEqual([expect.stringContaining('`filing`')]);
    for (const label of ['negative', 'neutral', 'positive'])
      expect(
        report.findings.filter(({ id, subject }) => subject.class === label && id !== 'spurious-cue'),
      ).toEqual([]);
  });

  it('the checkpoints that no longer hold weights are not recommended', () => {
    expect(firstScreen(report)).not.toMatch(/checkpoint-(?!2408)\d+/);
  });
});

describe('examples/healthy-run: nothing to complain about', () => {
  it('no finding is a problem or a risk, and the verdict is fine', async () => {
    const report = await analyse(await folder('examples/healthy-run'));
    expect(serious(report)).toEqual([]);
    const hints = report.findings.filter((finding) => finding.claim === 'hint' && finding.id !== 'converged');
    // Words of two of its templates, and labels that any set has a few of.
    expect(hints.map(({ id }) => id).sort()).toEqual(['label-errors-suspected', 'spurious-cue']);
    expect(report.answer.verdict).toBe('fine');
    expect(report.answer.headline).toMatch(/^Nothing to fix\./);
    expect(report.answer.actions).toEqual([]);
    const { measured } = json('healthy-run/measured.json');
    const quality = report.runs[0]!.quality!;
    const accuracy = quality.overall.find((score) => score.metric === 'accuracy');
    expect(accuracy?.value).toBeCloseTo(measured.run.best_accuracy.eval_accuracy, 4);
    expect(quality.confusion.counts).toEqual(measured.confusion_rows_are_labels);
  });
});

describe('examples/keras-history: the two lines part', () => {
  const { measured } = json('keras-history/measured.json');
  let report: Report;
  beforeAll(async () => {
    report = await analyse(await folder('examples/keras-history'));
  });

  it('three copies of one history are one run', () => {
    expect(report.runs).toHaveLength(1);
    expect(report.runs[0]?.framework).toBe('keras');
    expect(report.inputs.unreadable).toEqual([]);
  });

  it('the rise of the validation loss is found, and is at least likely', () => {
    expect(overfits(report)).toHaveLength(1);
    const [rise] = overfits(report);
    expect(sure).toContain(rise?.claim);
    expect(rise?.severity).toBe('risk');
    const lowest = rise?.evidence.find((evidence) => evidence.name === 'lowest validation loss');
    expect(lowest?.step).toBe(measured.lowest_in_epoch);
    expect(lowest?.value).toBeCloseTo(measured.lowest_val_loss, 4);
    expect(measuredAs(rise, 'last validation loss')).toBeCloseTo(measured.val_loss_end, 4);
  });

  it('the gap at the best and at the last epoch stands in the evidence', () => {
    const gap = (name: string) => overfits(report)[0]?.evidence.find((evidence) => evidence.name === name);
    const [best, end] = [gap('gap at best'), gap('gap at end')];
    expect(best?.step).toBe(measured.lowest_in_epoch);
    expect(end?.step).toBe(measured.epochs);
    // Keras' `loss` is the mean over an epoch; as of its end it was lower, so the gap of that moment is a little larger.
    expect(best?.value).toBeGreaterThanOrEqual(measured.gap_at_lowest);
    expect(best?.value).toBeLessThan(measured.gap_at_lowest + 0.05);
    expect(end?.value).toBeCloseTo(measured.gap_end, 3);
  });

  it('the advice speaks Keras, and names the epoch of the lowest loss', () => {
    expect(report.answer.doFirst?.text).toMatch(/epoch 4/);
    expect(firstScreen(report)).toContain('EarlyStopping(');
    expect(firstScreen(report)).not.toMatch(/TrainingArguments|load_best_model_at_end|EarlyStoppingCallback/);
  });
});

describe('six ordinary runs, from log to answer', () => {
  const recommended = (report: Report) => report.answer.actions.map((action) => action.text).join(' ');
  const firstEpoch = /\b(step |checkpoint-)230\b|\bepoch 1\b|num_train_epochs=1\b/;
  const expectNoFirstEpoch = (report: Report): void => {
    expect(recommended(report)).not.toMatch(firstEpoch);
    for (const action of report.answer.actions) expect(action.settings.num_train_epochs).not.toBe('1');
  };

  it('a healthy run of three epochs has no problem and no risk', async () => {
    const report = await judged(healthyThreeEpochs());
    expect(serious(report)).toEqual([]);
    expect(['fine', 'cannot-tell']).toContain(report.answer.verdict);
  });

  it.each<[string, Run]>([
    ['of unknown size', lossRisesWhileF1Rises()],
    ['of 872 examples', lossRisesWhileF1Rises(872)],
  ])(
    'loss up, F1 best at the end, evaluated on a set %s: the first epoch is not recommended',
    async (_, run) => {
      const report = await judged(run);
      expect(all(report, 'wasted-after-best').filter((finding) => sure.includes(finding.claim))).toEqual([]);
      expect(all(report, 'overfit-metric')).toEqual([]);
      expectNoFirstEpoch(report);
      expect(report.runs[0]?.best).toMatchObject({ quantity: 'f1', step: 690 });
      expect(report.runs[0]?.trajectory?.best?.at).toBe(690);
      expect(report.answer.verdict).not.toBe('problem');
    },
  );

  it('a loss that went from 0.45 to 0.62 is not passed over as "nothing wrong"', async () => {
    const report = await judged(lossRisesWhileF1Rises());
    expect(report.answer.verdict).toBe('cannot-tell');
    expect(firstScreen(report)).not.toMatch(/nothing (wrong|to fix)/i);
  });

  it('a collapsed model is a problem; the learning rate is named, with a number to try', async () => {
    const report = await judged(collapsed());
    expect(report.answer.verdict).toBe('problem');
    expect(one(report, 'majority-collapse')).toMatchObject({ severity: 'problem' });
    const blamed = report.findings.filter(
      (finding) => finding.id === 'lr-too-high' || /learning rate/.test(finding.cause?.text ?? ''),
    );
    expect(blamed.length).toBeGreaterThan(0);
    const rate = Number(report.answer.doFirst?.settings.learning_rate);
    expect(rate).toBeGreaterThanOrEqual(1e-5);
    expect(rate).toBeLessThanOrEqual(5e-5);
    expect(overfits(report)).toEqual([]);
  });

  it('surer, not better: the best checkpoint is the one by F1, never the first epoch', async () => {
    const report = await judged(confidenceOnly());
    expect(one(report, 'overfit-confidence-only')).toMatchObject({ claim: 'strong', severity: 'risk' });
    expect(overfits(report)).toHaveLength(1);
    expect(report.runs[0]?.best).toMatchObject({ quantity: 'f1', value: 0.891, step: 1380 });
    expect(report.runs[0]?.trajectory?.best?.at).toBeGreaterThanOrEqual(690);
    expect(recommended(report)).toMatch(/metric_for_best_model="f1"/);
    expectNoFirstEpoch(report);
  });

  it('without a training loss it is judged from the evaluations', async () => {
    const report = await judged(noTrainingLoss());
    expect(serious(report)).toEqual([]);
    for (const id of ['overfit-loss', 'overfit-metric', 'plateau-at-chance'])
      expect(statusOf(report, id)).toBe('pass');
    expect(report.answer.sentences[0]).toContain('79.8 %');
    expect(report.notChecked.flatMap((entry) => entry.audits)).toContain('underfit');
  });

  it('a long noisy plateau has no problem, and its lowest single row is no divergence', async () => {
    const report = await judged(longNoisyPlateau());
    expect(report.findings.filter((finding) => finding.severity === 'problem')).toEqual([]);
    for (const id of ['loss-diverged', 'overfit-loss', 'overfit-metric', 'lr-too-high', 'plateau-at-chance'])
      expect(all(report, id)).toEqual([]);
  });
});
