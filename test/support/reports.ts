import type { Interval } from '../../src/model/outcome.ts';
import type {
  Answer,
  AuditResult,
  ClassScores,
  Column,
  Cost,
  Finding,
  KeyFigure,
  NotChecked,
  Panel,
  Quality,
  Report,
  RunReport,
  Score,
  Table,
  Trajectory,
} from '../../src/model/report.ts';

/** Reports written by hand: numbers are invented, only their shape matters. */

export const interval = (low: number, high: number, method = 'Wilson'): Interval => ({
  low,
  high,
  level: 0.95,
  method,
});

export function table(
  columns: Readonly<Record<string, readonly number[] | readonly (string | null)[]>>,
): Table {
  const list = Object.entries(columns).map(
    ([name, values]): Column =>
      values.every((value) => typeof value === 'number')
        ? { name, type: 'number', values: Float64Array.from(values as readonly number[]) }
        : { name, type: 'string', values: values as readonly (string | null)[] },
  );
  return { rows: list[0]?.values.length ?? 0, columns: list };
}

/** A repeatable wobble in −1…1, so that fixtures need no random numbers. */
export const wobble = (index: number): number => {
  const value = Math.sin(index * 12.9898) * 43758.5453;
  return 2 * (value - Math.floor(value)) - 1;
};

const emptyAnswer: Answer = {
  headline: 'Nothing could be read.',
  sentences: [],
  doFirst: null,
  actions: [],
  levels: [],
  verdict: 'cannot-tell',
};

const noCost: Cost = {
  items: [],
  trainSeconds: null,
  secondsAfterBest: null,
  shareAfterBest: null,
  notLogged: [],
};

export function runReport(more: Partial<RunReport> = {}): RunReport {
  return {
    id: '.',
    title: 'fin-sentiment-bert-base',
    framework: 'hf-trainer',
    task: 'text-classification',
    description: 'bert-base-uncased · sentiment, 5 classes · 1,092 steps, 6 epochs',
    answer: emptyAnswer,
    keyFigures: [],
    trajectory: null,
    quality: null,
    cost: noCost,
    settings: [],
    checkpoints: [],
    best: null,
    notes: [],
    ...more,
  };
}

export function report(more: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'afterfit', version: '0.1.0' },
    generatedAt: '2026-11-23T18:51:00Z',
    source: './outputs',
    answer: emptyAnswer,
    runs: [],
    comparison: null,
    findings: [],
    audits: [],
    notChecked: [],
    inputs: { read: [], unreadable: [], ignored: { count: 0, examples: [] }, assumptions: [] },
    worklist: null,
    tables: {},
    ...more,
  };
}

const score = (value: number | null, low: number, high: number, metric = 'F1'): Score => ({
  metric,
  convention: '',
  value,
  reason: value === null ? 'no example of this class was predicted or labelled' : null,
  interval: value === null ? null : interval(low, high, 'bootstrap of examples, 2,000 draws'),
});

/** Quality of any counts; intervals are a plain ± for the picture's sake. */
export function quality(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
  more: Partial<Quality> = {},
): Quality {
  const column = (at: number) => counts.reduce((sum, row) => sum + row[at]!, 0);
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const near = (value: number | null, n: number, metric: string) => {
    const room = 1 / Math.sqrt(Math.max(n, 1));
    return score(value, Math.max(0, (value ?? 0) - room), Math.min(1, (value ?? 0) + room), metric);
  };
  const classes = labels.map((label, index): ClassScores => {
    const support = counts[index]!.reduce((a, b) => a + b, 0);
    const predicted = column(index);
    const right = counts[index]![index]!;
    return {
      label,
      support,
      predicted,
      precision: near(predicted > 0 ? right / predicted : null, predicted, 'precision'),
      recall: near(support > 0 ? right / support : null, support, 'recall'),
      f1: near(support + predicted > 0 ? (2 * right) / (support + predicted) : null, support, 'F1'),
    };
  });
  const confused = counts
    .flatMap((row, reference) =>
      row.map((count, predicted) => ({
        reference,
        predicted,
        count,
        ofReference: row.reduce((a, b) => a + b, 0),
      })),
    )
    .filter((cell) => cell.reference !== cell.predicted && cell.count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 10)
    .map((cell) => ({ ...cell, reference: labels[cell.reference]!, predicted: labels[cell.predicted]! }));
  const accuracy = counts.reduce((sum, row, index) => sum + row[index]!, 0) / total;
  return {
    set: 'predictions.csv',
    split: 'validation',
    file: 'predictions.csv',
    rows: total,
    unlabelled: 0,
    overall: [
      {
        ...score(accuracy, accuracy - 0.02, accuracy + 0.02, 'accuracy'),
        interval: interval(accuracy - 0.02, accuracy + 0.02),
      },
      {
        ...score(0.62, 0.52, 0.7, 'balanced accuracy'),
        convention: 'mean recall over labels present in the references',
      },
      {
        ...score(0.67, 0.56, 0.77, 'F1 macro'),
        convention: 'macro over labels present in reference or prediction',
      },
      {
        ...score(0.86, 0.83, 0.88, 'F1 micro'),
        convention: 'equals accuracy here: every example has one label',
      },
      { ...score(0.75, 0.71, 0.79, 'MCC'), convention: 'multi-class (Gorodkin)' },
    ],
    classes,
    majority: { label: labels[0]!, share: counts[0]!.reduce((a, b) => a + b, 0) / total },
    confusion: { labels, counts },
    confused,
    examples: null,
    conventions: [
      'F1 is undefined, not 0, when a class is neither labelled nor predicted.',
      'Accuracy: Wilson interval. F1: bootstrap over examples, 2,000 draws.',
    ],
    subsets: null,
    calibration: null,
    ...more,
  };
}

const longLabel = 'mixed_positive_and_negative_about_the_same_issuer_in_one_sentence';
const labels = ['neutral', 'positive', 'negative', longLabel, 'litigious'];
const counts = [
  [504, 32, 9, 2, 1],
  [25, 223, 4, 10, 0],
  [15, 5, 96, 5, 0],
  [4, 17, 3, 12, 0],
  [2, 0, 0, 0, 1],
];

const sentences: readonly (readonly [string, string, number, string])[] = [
  [
    longLabel,
    'positive',
    0.94,
    'Net sales rose 14 % to EUR 212 mn, but the operating margin fell to 3.1 % from 5.6 %.',
  ],
  [
    'neutral',
    'positive',
    0.97,
    'The share of the Nordic market is 23 %, according to the leading industry survey.',
  ],
  [
    longLabel,
    'positive',
    0.91,
    'Orders hit a record in the third quarter, although deliveries would slip into next year.',
  ],
  ['negative', 'neutral', 0.9, 'The plant in Tampere will operate three days a week from February.'],
  [
    longLabel,
    'positive',
    0.88,
    'The dividend was raised to EUR 0.42 despite a write-down of EUR 31 mn in the Baltic unit.',
  ],
  [
    'negative',
    'positive',
    0.86,
    'Operating loss narrowed to EUR 4.2 mn from a profit of EUR 0.9 mn a year earlier.',
  ],
  [
    'positive',
    'neutral',
    0.83,
    'Kestrel Marine will deliver four propulsion systems to the Gdansk yard in 2027.',
  ],
  ['positive', 'negative', 0.78, 'The number of overdue loans decreased for the sixth month in a row.'],
  [
    'neutral',
    'negative',
    0.72,
    'قال المحللون إنهم توقعوا خسارة قدرها ستة ملايين يورو قبل الإعلان عن الاندماج.',
  ],
  ['litigious', 'neutral', 0.69, '地方裁判所は3月14日に元取締役らの控訴を審理する予定である。'],
  [
    'negative',
    longLabel,
    0.61,
    'Revenue was flat while costs for energy and freight rose sharply, and the bonus programme was cancelled.',
  ],
  [
    'positive',
    longLabel,
    0.55,
    'Volumes dipped in July, yet full-year profit guidance was raised for the second time.',
  ],
];

export function examplesTable(rows: readonly (readonly [string, string, number | null, string])[]): Table {
  return table({
    row: rows.map((_, index) => index * 7 + 3),
    id: rows.map((_, index) => `s-${index + 1}`),
    text: rows.map((row) => row[3]),
    reference: rows.map((row) => row[0]),
    predicted: rows.map((row) => row[1]),
    confidence: rows.map((row) => row[2] ?? Number.NaN),
    reference_probability: rows.map((row) => (row[2] === null ? Number.NaN : (1 - row[2]) / 2)),
  });
}

const evaluations = Array.from({ length: 12 }, (_, index) => 91 * (index + 1));
const validationLoss = [0.62, 0.478, 0.436, 0.431, 0.468, 0.517, 0.574, 0.622, 0.668, 0.708, 0.739, 0.755];
const rightOf970 = [726, 798, 815, 836, 833, 829, 832, 835, 831, 834, 834, 833];

const trainSteps = Array.from({ length: 109 }, (_, index) => 10 * (index + 1));
const trainLoss = trainSteps.map((step, index) => {
  const epoch = step / 182;
  return Math.max(
    0.004,
    (1.25 * Math.exp(-epoch / 0.42) + 0.42 * Math.exp(-epoch / 1.5) + 0.012) * Math.exp(0.2 * wobble(index)),
  );
});

const fullTables: Readonly<Record<string, Table>> = {
  'train loss': table({ step: trainSteps, value: trainLoss }),
  'validation loss': table({
    step: evaluations,
    value: validationLoss,
    low: validationLoss.map((value) => value - 0.045),
    high: validationLoss.map((value) => value + 0.045),
  }),
  accuracy: table({
    step: evaluations,
    value: rightOf970.map((right) => right / 970),
    low: rightOf970.map((right) => right / 970 - 0.022),
    high: rightOf970.map((right) => right / 970 + 0.021),
  }),
  'learning rate': table({
    step: trainSteps,
    value: trainSteps.map((step) => (step < 109 ? (3e-5 * step) / 109 : (3e-5 * (1092 - step)) / 983)),
  }),
  'gradient norm': table({
    step: trainSteps,
    value: trainSteps.map(
      (step, index) => 4 * Math.exp(0.7 * wobble(index + 500)) * (0.3 + 0.9 * Math.exp(-step / 300)),
    ),
  }),
  examples: examplesTable(sentences),
};

export const panel = (
  id: Panel['id'],
  title: string,
  note: string,
  format: Panel['format'],
  lines: Panel['lines'],
  references: Panel['references'] = [],
): Panel => ({ id, title, note, format, lines, references });

const fullTrajectory: Trajectory = {
  title: 'Trajectory of fin-sentiment-bert-base',
  summary:
    'One time axis, five readings. Accuracy goes flat at step 364; validation loss turns up at the same place.',
  axis: {
    unit: 'step',
    from: 0,
    to: 1092,
    epochs: [1, 2, 3, 4, 5, 6].map((epoch) => ({ epoch, at: 182 * epoch })),
  },
  panels: [
    panel('metric', 'Accuracy', '970 validation sentences, 95 % interval at each evaluation', 'percent', [
      {
        name: 'validation',
        split: 'validation',
        table: 'accuracy',
        kind: 'points',
        band: '95 % interval (Wilson)',
      },
    ]),
    panel(
      'loss',
      'Loss',
      'training: mean of the last 10 steps, dropout on · validation: dropout off, band ± 1.96 standard errors',
      'loss',
      [
        { name: 'training', split: 'train', table: 'train loss', kind: 'curve', band: null },
        {
          name: 'validation',
          split: 'validation',
          table: 'validation loss',
          kind: 'points',
          band: '± 1.96 standard errors',
        },
      ],
    ),
    panel('learning-rate', 'Learning rate', 'peak 3e−5 at step 109, then linear to 0', 'rate', [
      { name: 'learning rate', split: 'train', table: 'learning rate', kind: 'curve', band: null },
    ]),
    panel(
      'gradient-norm',
      'Gradient norm',
      'last step of each window, before clipping',
      'loss',
      [{ name: 'gradient norm', split: 'train', table: 'gradient norm', kind: 'curve', band: null }],
      [{ value: 1, label: 'clip limit 1.0' }],
    ),
  ],
  best: { at: 364, label: 'best checkpoint, step 364', exists: true },
  warmup: { from: 0, to: 109 },
  seams: [],
  wasted: { from: 364, to: 1092, label: 'two thirds of the training: no detectable gain in accuracy' },
  onset: { at: 364, low: 273, high: 455, label: 'loss turns up here' },
};

const keyFigures: readonly KeyFigure[] = [
  {
    id: 'accuracy',
    name: 'Accuracy',
    value: 836 / 970,
    format: 'percent',
    interval: interval(0.839, 0.882),
    note: '',
    reference: { value: 0.565, label: 'always “neutral”, 56.5 %' },
  },
  {
    id: 'macro-f1',
    name: 'Macro-F1',
    value: 0.67,
    format: 'score',
    interval: interval(0.56, 0.77, 'bootstrap'),
    note: 'Wide because one class has 3 examples; 0.73 without it',
    reference: null,
  },
  {
    id: 'gap',
    name: 'Loss gap at the end',
    value: 0.735,
    format: 'loss',
    interval: interval(0.69, 0.78, 'standard error'),
    note: 'validation 0.76, training 0.02; 0.27 at the best checkpoint',
    reference: null,
  },
  {
    id: 'cost',
    name: 'Cost',
    value: 1284,
    format: 'seconds',
    interval: null,
    note: '14.1 min of it after the best checkpoint',
    reference: null,
    spentAfterBest: 0.66,
  },
];

const fullAnswer: Answer = {
  headline: 'A usable model, but not for mixed news. Two thirds of its training brought no measurable gain.',
  sentences: [
    'It labels **86.2 %** of 970 validation sentences correctly (95 % interval 83.9–88.2); always answering “neutral” would reach 56.5 %. After step 364 accuracy stopped moving while validation loss rose from 0.43 to 0.76: the model grew surer of itself, not better.',
    'It misses two of three sentences that carry both good and bad news.',
    'Expect about 0.7 points less on fresh text, because the checkpoint was picked on these same sentences; with one seed, differences of a few points to other settings mean nothing yet.',
  ],
  doFirst: {
    text: '**Use `checkpoint-364`**, not the final one, and train three epochs next time.',
    settings: { num_train_epochs: '3', load_best_model_at_end: 'True', metric_for_best_model: '"accuracy"' },
    code: null,
    language: 'python',
    finding: 'overfit-loss',
  },
  actions: [
    {
      text: '**Use `checkpoint-364`**, not the final one, and train three epochs next time.',
      settings: { num_train_epochs: '3' },
      code: null,
      language: 'python',
      finding: 'overfit-loss',
    },
    {
      text: 'Read the 17 mixed sentences that were called `positive`.',
      settings: {},
      code: null,
      language: 'python',
      finding: 'class-low-recall',
    },
  ],
  levels: [
    { claim: 'strong', text: 'what the curves show' },
    { claim: 'likely', text: 'that run length is the cause' },
    { claim: 'inconclusive', text: 'class `litigious`, seeds' },
  ],
  verdict: 'risk',
};

export function finding(more: Partial<Finding> = {}): Finding {
  const id = more.id ?? 'overfit-loss';
  const rank = more.rank ?? 1;
  return {
    id,
    key: `./${id}/${rank}`,
    rank,
    subject: { run: '.' },
    claim: 'strong',
    severity: 'risk',
    title: 'Validation loss rose after step 364; accuracy shows no drop (1.6 points at most)',
    measured:
      'Loss 0.43 → 0.76 from step 364 to 1,092 (z = 21). Accuracy on the same sentences: −0.3 points, 95 % interval −1.6 to +1.0.',
    cause: {
      text: 'Six epochs on 2,906 sentences: training loss reached 0.02, so only confidence was left to change.',
      claim: 'likely',
    },
    mattersWhen:
      'you act on probabilities (thresholds, “auto-accept above 0.95”, abstaining). For plain labels no difference can be shown.',
    advice: {
      text: 'Use `checkpoint-364`, and set `num_train_epochs=3` with `load_best_model_at_end=True` next time.',
      settings: { num_train_epochs: '3', load_best_model_at_end: 'True' },
    },
    refutedBy:
      'One run with 3 epochs, same seed, about 11 min. If its final validation loss is still above 0.6, run length is not the cause; look at the learning rate.',
    evidence: [
      { name: 'validation loss at step 364', value: 0.431, unit: 'nats', step: 364, n: 970 },
      {
        name: 'validation loss at the end',
        value: 0.755,
        unit: 'nats',
        step: 1092,
        n: 970,
        interval: interval(0.71, 0.8, 'standard error'),
      },
      {
        name: 'rise',
        value: 21.2,
        unit: 'z',
        method: 'mean of the last three evaluations against the minimum',
      },
      {
        name: 'accuracy at the end',
        value: 833 / 970,
        unit: 'share',
        n: 970,
        interval: interval(0.836, 0.879),
        step: 1092,
      },
    ],
    ...more,
  };
}

const fullFindings: readonly Finding[] = [
  finding(),
  finding({
    id: 'wasted-after-best',
    rank: 2,
    severity: 'note',
    title: 'Two thirds of the training came after the best checkpoint',
    measured: '728 of 1,092 steps. With their evaluations and saves: 14.1 of 21.4 minutes.',
    cause: undefined,
    mattersWhen: 'you sweep: at 20 trials this is 4.7 GPU hours.',
    advice: { text: 'Stop on the metric: `EarlyStoppingCallback(early_stopping_patience=3)`.' },
    refutedBy:
      'The same 3-epoch run. A shorter schedule also decays the learning rate sooner; if it ends below 84 %, the long schedule did help.',
    evidence: [{ name: 'steps after the best checkpoint', value: 728 }],
  }),
  finding({
    id: 'class-low-recall',
    rank: 3,
    severity: 'problem',
    subject: { run: '.', split: 'validation', class: longLabel, otherClass: 'positive' },
    title: `Two of three \`${longLabel}\` examples are missed; most are called \`positive\``,
    measured:
      'Recall 12 of 36 = 33 %, 95 % interval 20–50 %. The three other scored classes reach 79 to 92 %.',
    cause: { text: '11 of the 17 open with the good news.', claim: 'hint' },
    mattersWhen: 'a profit warning that opens with good news must not pass as positive.',
    advice: {
      text: 'Read the 17 sentences first. If your guideline agrees with the labels, add about 150 training examples of this class.',
    },
    refutedBy:
      'Let two people relabel the 17 without seeing the labels (15 min). If they say `positive` for most, the guideline is at fault, not the model.',
    evidence: [{ name: 'recall', value: 12 / 36, unit: 'share', n: 36, interval: interval(0.2, 0.5) }],
  }),
  finding({
    id: 'best-of-many-optimism',
    rank: 4,
    claim: 'fact',
    severity: 'note',
    title: 'The reported accuracy is the best of 12 looks at the same sentences',
    measured:
      'The highest of 12 evaluations was kept. With sampling error of 1.1 points this flatters by about 0.7 points.',
    cause: undefined,
    mattersWhen: 'you report the number, or compare it with one from a test set.',
    advice: { text: 'Score `checkpoint-364` once on data that chose nothing.' },
    refutedBy: null,
    evidence: [],
  }),
];

export function audit(
  id: string,
  status: AuditResult['status'],
  title: string,
  text: string,
  more: Partial<AuditResult> = {},
): AuditResult {
  return {
    id,
    run: '.',
    status,
    title,
    text,
    enough: null,
    enable: null,
    supersededBy: null,
    evidence: [],
    ...more,
  };
}

const passed = [
  ['nan-inf-loss', 'Loss finite in all records', 'All 121 loss values are finite.'],
  ['nan-hidden-in-log', 'No NaN hidden by the log', 'No 0.0 after a good value.'],
  ['resume-overlap', 'No step was logged twice', '121 rows, steps strictly rising.'],
  ['loss-diverged', 'Loss did not diverge', 'Training loss fell from 1.31 to 0.02.'],
  ['plateau-at-chance', 'Better than chance', 'Validation loss left ln 5 = 1.61 by step 91.'],
  ['majority-collapse', 'More than one class is predicted', 'All five classes are predicted.'],
  ['lr-too-high', 'Learning rate was not too high', 'No burst of gradient norms after warm-up.'],
  [
    'label-mapping-wrong',
    'Label mapping agrees with `config.json`',
    'The best permutation of labels is the identity.',
  ],
] as const;

const fullAudits: readonly AuditResult[] = [
  ...passed.map(([id, title, text]) => audit(id, 'pass', title, text)),
  audit('overfit-loss', 'finding', 'Validation loss rose', ''),
  audit('wasted-after-best', 'finding', 'Training went on after the best checkpoint', ''),
  audit('class-low-recall', 'finding', 'A class is missed', ''),
  audit('best-of-many-optimism', 'finding', 'Best of many', ''),
  audit(
    'support-too-small',
    'inconclusive',
    'Cannot judge `litigious`: 3 examples',
    'Recall 1 of 3. The interval 6–79 % allows almost anything, so no score is given for this class.',
    {
      enough: '30 examples to say anything, about 385 for ± 5 points.',
      evidence: [
        { name: 'recall of litigious', value: 1 / 3, unit: 'share', n: 3, interval: interval(0.06, 0.79) },
      ],
    },
  ),
  audit('converged', 'superseded', 'Converged', 'Settled by `overfit-loss`.', {
    supersededBy: 'overfit-loss',
  }),
  audit(
    'prior-shifted-predictions',
    'not-applicable',
    'Shares of predictions',
    'No training labels were given.',
    { enable: 'save-predictions' },
  ),
];

export const notCheckedEntry = (more: Partial<NotChecked> = {}): NotChecked => ({
  enable: 'save-predictions',
  run: '.',
  opens: 'Score on fresh data',
  audits: ['best-of-many-optimism', 'support-too-small'],
  why: 'No test predictions. The checkpoint was chosen on the same 970 sentences that are reported.',
  snippet: {
    language: 'python',
    code: 'test = trainer.predict(ds["test"])\nnp.savez("outputs/predictions_test.npz",\n         logits=test.predictions, labels=test.label_ids)',
  },
  ...more,
});

const fullRun = runReport({
  answer: fullAnswer,
  keyFigures,
  trajectory: fullTrajectory,
  quality: quality(labels, counts, {
    examples: { table: 'examples', shown: 12, total: 134, textsLeftOut: false },
  }),
  cost: {
    items: [
      { name: 'Training time', value: 1284, format: 'seconds', note: '`train_runtime`' },
      { name: 'Samples per second', value: 15.7, format: 'rate', note: '' },
      { name: 'Steps per second', value: 0.85, format: 'rate', note: '' },
      { name: 'Tokens per second', value: null, format: 'rate', note: 'not logged' },
      { name: 'Evaluations', value: 114, format: 'seconds', note: '12 evaluations' },
      { name: 'After the best checkpoint', value: 0.66, format: 'percent', note: '14.1 min' },
    ],
    trainSeconds: 1284,
    secondsAfterBest: 847,
    shareAfterBest: 0.66,
    notLogged: [
      'Tokens per second: set `include_num_input_tokens_seen=True`',
      'Memory: not written by this version of Trainer',
    ],
  },
  settings: [
    { name: 'learning_rate', value: '3e-5', from: 'training_args.bin' },
    { name: 'num_train_epochs', value: '6', from: 'trainer_state.json#/num_train_epochs' },
    { name: 'per_device_train_batch_size', value: '16', from: 'trainer_state.json#/train_batch_size' },
    { name: 'lr_scheduler_type', value: 'linear', from: 'training_args.bin' },
  ],
  checkpoints: [
    { step: 364, path: 'checkpoint-364', bytes: 438_012_345, hasWeights: true },
    { step: 1092, path: 'checkpoint-1092', bytes: 31_002, hasWeights: false },
  ],
  best: { quantity: 'accuracy', value: 836 / 970, interval: interval(0.839, 0.882), step: 364 },
  notes: ['970 validation sentences: derived from `eval_runtime × eval_samples_per_second`.'],
});

/** A classification run with findings in every part. */
export const findingsReport: Report = report({
  source: 'outputs/fin-sentiment-bert-base',
  answer: fullAnswer,
  runs: [fullRun],
  findings: fullFindings,
  audits: fullAudits,
  notChecked: [
    notCheckedEntry(),
    notCheckedEntry({
      enable: 'save-texts',
      opens: 'Overlap between training and validation',
      why: 'The training texts are not in the folder.',
      audits: ['prior-shifted-predictions'],
      snippet: { language: 'shell', code: 'npx afterfit ./outputs --train-data data/train.csv' },
    }),
    notCheckedEntry({
      enable: 'log-gradient-norm',
      opens: 'Memory',
      why: 'No memory readings were logged.',
      audits: [],
    }),
  ],
  inputs: {
    read: [
      {
        file: 'checkpoint-1092/trainer_state.json',
        reader: 'hf-trainer',
        found: '12 evaluations, 109 training rows',
      },
      { file: 'predictions.csv', reader: 'predictions', found: '970 rows, 5 classes, probabilities' },
      { file: 'config.json', reader: 'hf-trainer', found: 'BertForSequenceClassification, 5 labels' },
    ],
    unreadable: [
      {
        file: 'runs/events.out.tfevents.17321',
        position: 'byte 45,056',
        expected: 'a record of 1,204 bytes',
        found: '310 bytes',
        nextStep: 'Nothing to do: the 118 records before it agree with the state file.',
        partial: true,
      },
    ],
    ignored: { count: 14, examples: ['checkpoint-364/optimizer.pt', 'checkpoint-364/rng_state.pth'] },
    assumptions: [
      '`text` ← sentence, `predicted` ← argmax of 5 columns.',
      '`predictions.csv` was taken for the validation set: its 970 rows match `eval_samples`.',
    ],
  },
  tables: fullTables,
});

const healthyAnswer: Answer = {
  headline: 'Nothing to fix. No check found a weakness on these sentences.',
  sentences: [
    'It labels **88.1 %** of 970 validation sentences correctly (95 % interval 86.0–90.0). Loss and accuracy went flat together near step 728.',
  ],
  doFirst: {
    text: '**Score it once on fresh text.** It is the one thing this folder cannot show.',
    settings: {},
    code: null,
    language: 'python',
    finding: null,
  },
  actions: [],
  levels: [{ claim: 'fact', text: '8 checks passed' }],
  verdict: 'fine',
};

/** The same run without findings. */
export const healthyReport: Report = report({
  source: 'outputs/healthy-run',
  answer: healthyAnswer,
  runs: [
    {
      ...fullRun,
      answer: healthyAnswer,
      trajectory: {
        ...fullTrajectory,
        wasted: null,
        onset: null,
        best: { at: 728, label: 'first not distinguishable from the best, step 728', exists: false },
      },
    },
  ],
  findings: [],
  audits: fullAudits.filter((result) => result.status === 'pass'),
  notChecked: findingsReport.notChecked.slice(0, 1),
  inputs: findingsReport.inputs,
  tables: fullTables,
});

const littleAnswer: Answer = {
  headline: 'This folder cannot show whether the model is good.',
  sentences: [
    'It holds three validation losses and one training loss: no predictions, no metric, no labels. Validation loss was 0.47, 0.44 and 0.45; the last two cannot be told apart.',
  ],
  doFirst: {
    text: '**Save predictions once.** No retraining: load the checkpoint and run this (about 1 min).',
    settings: {},
    code: "p = trainer.predict(val)\nnp.savez('outputs/pred_val.npz',\n  logits=p.predictions,\n  labels=p.label_ids)",
    language: 'python',
    finding: null,
  },
  actions: [],
  levels: [
    { claim: 'fact', text: 'loss is finite at all 4 records' },
    { claim: 'inconclusive', text: 'everything else' },
  ],
  verdict: 'cannot-tell',
};

/** Three epochs, one evaluation an epoch, `logging_steps=500`: the commonest folder of all. */
export const tooLittleReport: Report = report({
  source: 'outputs/old-run',
  answer: littleAnswer,
  runs: [
    runReport({
      title: 'old-run',
      task: null,
      description: 'model unknown · task unknown · 546 steps, 3 epochs',
      answer: littleAnswer,
      trajectory: {
        ...fullTrajectory,
        summary: 'Three points. No trend is drawn through them beyond straight lines.',
        axis: {
          unit: 'step',
          from: 0,
          to: 546,
          epochs: [1, 2, 3].map((epoch) => ({ epoch, at: 182 * epoch })),
        },
        panels: [
          panel('loss', 'Loss', 'one training point (logging_steps=500) · n unknown, so no band', 'loss', [
            { name: 'training', split: 'train', table: 'little train', kind: 'curve', band: null },
            {
              name: 'validation',
              split: 'validation',
              table: 'little validation',
              kind: 'points',
              band: null,
            },
          ]),
        ],
        best: null,
        warmup: null,
        wasted: null,
        onset: null,
      },
    }),
  ],
  audits: [
    audit('nan-inf-loss', 'pass', 'Loss finite in all records', 'All 4 values are finite.'),
    audit(
      'overfit-loss',
      'inconclusive',
      'Cannot tell whether it over-trained',
      '3 evaluations; the last two lie within noise.',
      { enough: '5 evaluations, 2 of them after the minimum.' },
    ),
  ],
  notChecked: [notCheckedEntry({ opens: 'Is it good, which class is weak', why: 'No predictions.' })],
  inputs: {
    ...findingsReport.inputs,
    read: [{ file: 'trainer_state.json', reader: 'hf-trainer', found: '3 evaluations, 1 training row' }],
    unreadable: [],
    assumptions: [],
  },
  tables: {
    'little train': table({ step: [500], value: [0.3121] }),
    'little validation': table({ step: [182, 364, 546], value: [0.47, 0.44, 0.452] }),
  },
});

/** A search folder: `count` runs that differ in their best value; run 1 has findings, run 2 crashed early. */
export function severalRunsReport(count = 5): Report {
  const tables: Record<string, Table> = {};
  const runs = Array.from({ length: count }, (_, index) => {
    const points = index === 2 ? 2 : 12;
    const steps = evaluations.slice(0, points);
    tables[`loss ${index}`] = table({
      step: steps,
      value: validationLoss.slice(0, points).map((value) => value + 0.03 * wobble(index)),
    });
    tables[`accuracy ${index}`] = table({
      step: steps,
      value: rightOf970.slice(0, points).map((right) => right / 970 + 0.02 * wobble(index)),
      low: rightOf970.slice(0, points).map((right) => right / 970 + 0.02 * wobble(index) - 0.022),
      high: rightOf970.slice(0, points).map((right) => right / 970 + 0.02 * wobble(index) + 0.022),
    });
    const answer = index === 1 ? fullAnswer : index === 2 ? littleAnswer : healthyAnswer;
    const value = 836 / 970 + 0.02 * wobble(index);
    return runReport({
      id: `run-${index}`,
      title: `run-${index}`,
      description: `distilbert-base-uncased · learning rate ${index + 1}e-5 · 1,092 steps`,
      answer,
      keyFigures: index === 2 ? [] : [keyFigures[0]!, keyFigures[3]!],
      trajectory: {
        ...fullTrajectory,
        panels: [
          panel('metric', 'Accuracy', '970 validation sentences', 'percent', [
            {
              name: 'validation',
              split: 'validation',
              table: `accuracy ${index}`,
              kind: 'points',
              band: '95 %',
            },
          ]),
          panel('loss', 'Loss', 'n unknown', 'loss', [
            { name: 'validation', split: 'validation', table: `loss ${index}`, kind: 'points', band: null },
          ]),
        ],
        best: { at: 364, label: 'best checkpoint, step 364', exists: null },
        warmup: null,
        wasted: null,
        onset: null,
      },
      cost: { ...noCost, trainSeconds: 1284 - 60 * index },
      best:
        index === 2
          ? null
          : { quantity: 'accuracy', value, interval: interval(value - 0.022, value + 0.022), step: 364 },
    });
  });
  return report({
    source: 'outputs/search',
    answer: {
      ...healthyAnswer,
      headline: `${count} runs. Their best values cannot be told apart on 970 sentences.`,
      sentences: [
        'The highest is `run-3` with **87.4 %**; four of five lie within its interval.',
        'One run stopped after 182 steps.',
      ],
      verdict: 'risk',
    },
    runs,
    findings: [finding({ key: 'run-1/overfit-loss', subject: { run: 'run-1' } })],
    audits: runs.flatMap((run) => [
      audit('nan-inf-loss', 'pass', 'Loss finite in all records', 'All values are finite.', { run: run.id }),
      ...(run.id === 'run-1' ? [audit('overfit-loss', 'finding', '', '', { run: run.id })] : []),
    ]),
    notChecked: runs.map((run) => notCheckedEntry({ run: run.id })),
    inputs: findingsReport.inputs,
    tables,
  });
}

/** Nothing could be read at all. */
export const nothingReport: Report = report({
  answer: {
    ...emptyAnswer,
    headline: 'No run was found in this folder.',
    sentences: ['3 files were looked at; none is a training log or a prediction file.'],
  },
  inputs: {
    read: [],
    unreadable: [
      {
        file: 'trainer_state.json',
        position: 'byte 812',
        expected: 'a value',
        found: 'end of file',
        nextStep: 'Copy the file again: it was cut off.',
        partial: false,
      },
    ],
    ignored: { count: 2, examples: ['README.md', 'train.py'] },
    assumptions: [],
  },
});
