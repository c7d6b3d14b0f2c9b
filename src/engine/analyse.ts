import type { Audit, ComparisonAudit } from '../audits/define.ts';
import { audits as allAudits, comparisonAudits as allComparisonAudits } from '../audits/index.ts';
import { createFacts } from '../facts/index.ts';
import { examine } from '../metrics/examination/index.ts';
import { measure } from '../metrics/index.ts';
import type { Attributor } from '../model/attributions.ts';
import type { EntityQuality } from '../model/entity-report.ts';
import type { ReadContext, Reader, ReadOptions, RunFragment } from '../model/reader.ts';
import type { AuditResult, MultiLabelQuality, Report, RunReport, Table } from '../model/report.ts';
import type { Run } from '../model/run.ts';
import type { InputEntry, InputProblem, Source, SourceFile } from '../model/source.ts';
import { readers as allReaders } from '../readers/index.ts';
import { version } from '../version.ts';
import { answerOf } from './answer.ts';
import { weighErrors } from './attributions.ts';
import { bestOf } from './best.ts';
import { byRun } from './by-run.ts';
import { compareRuns } from './comparison.ts';
import { costOf } from './cost.ts';
import { describe, settingsOf } from './describe.ts';
import { notChecked } from './enable.ts';
import { buildEntities } from './entities/build.ts';
import { examinedRows, sampleSentences } from './examined-rows.ts';
import { type Judgement, judge, type Prober, rank, type UnrankedFinding } from './judge.ts';
import { keptModelSentences } from './kept-model.ts';
import { keyFiguresOf } from './key-figures.ts';
import { measureTexts } from './measure-texts.ts';
import { measureVariation, variationSentences } from './measure-variation.ts';
import { mergeFragments } from './merge.ts';
import { buildMultiLabel } from './multi-label.ts';
import { overviewAnswer } from './overview.ts';
import { buildQuality } from './quality.ts';
import { reconcileAdvice } from './reconcile.ts';
import { recordedSentences } from './recorded.ts';
import { leadingSet } from './set-series.ts';
import { trainingSentences } from './training-data.ts';
import { trajectoryOf } from './trajectory.ts';
import { buildVariation } from './variation.ts';
import { buildWorkList } from './worklist/build.ts';

export interface AnalyseOptions extends ReadOptions {
  /** Only these audits, by id; empty or absent means all. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Misclassified examples kept of each run; 15,000 by default, shared by the runs, but 200 of each. */
  readonly examples?: number | 'all';
  /** False leaves out example texts and extra columns, so that the report can be passed on. */
  readonly texts?: boolean;
  /** True adds what to do by hand, example by example. */
  readonly worklist?: boolean;
  /** ISO time for the report; the core reads no clock. */
  readonly generatedAt?: string;
  readonly progress?: (done: number, total: number, what: string) => void;
  /** Runs the model for audits that ask for it. */
  readonly prober?: Prober;
  /** Weighs the words of errors by the model that made a set of predictions here. */
  readonly attributor?: Attributor;
  readonly readers?: readonly Reader[];
  readonly audits?: readonly Audit[];
  /** Checks of several runs together. */
  readonly comparisonAudits?: readonly ComparisonAudit[];
  /** True when the user asked for a comparison: then its answer is the report's. */
  readonly compare?: boolean;
  /** Margin of equivalence of a comparison, in the metric's units; 0.01 by default. */
  readonly margin?: number;
  /** The quantity to compare by; absent: the one that the runs share. */
  readonly metric?: string;
  /** What runs are set against; absent: the first when a comparison was asked for, otherwise the best. */
  readonly baseline?: 'first' | 'best';
}

export interface ReadResult {
  /** Where the paths of the runs start; null when the source has several places. Absent: the source's name. */
  readonly folder?: string | null;
  readonly runs: readonly Run[];
  readonly read: readonly InputEntry[];
  readonly unreadable: readonly InputProblem[];
  readonly ignored: { readonly count: number; readonly examples: readonly string[] };
  readonly assumptions: readonly string[];
}

/** Sources → readers → Runs. Never throws for a bad file: what could not be read is part of the result. */
export async function readRuns(source: Source, options: AnalyseOptions = {}): Promise<ReadResult> {
  const read: InputEntry[] = [];
  const unreadable: InputProblem[] = [...source.problems];
  const assumptions: string[] = [];
  const context: ReadContext = {
    source,
    options,
    found: (entry) => void read.push(entry),
    problem(problem) {
      // A file that cannot be opened is told once, however many readers tried.
      const whole = problem.position === null && !problem.partial;
      const known = unreadable.some(
        ({ file, position, partial, found }) =>
          file === problem.file && position === null && !partial && found === problem.found,
      );
      if (!whole || !known) unreadable.push(problem);
    },
    assume: (sentence) => {
      if (!assumptions.includes(sentence)) assumptions.push(sentence);
    },
    progress: options.progress ?? (() => {}),
  };
  const fragments: RunFragment[] = [];
  let free: readonly SourceFile[] = source.files;
  for (const reader of options.readers ?? allReaders) {
    const claimed = free.filter((file) => reader.claims(file, source));
    if (claimed.length === 0 && reader.isAskedBy?.(options) !== true) continue;
    if (reader.shares !== true) {
      const taken = new Set(claimed);
      free = free.filter((file) => !taken.has(file));
    }
    try {
      fragments.push(...(await reader.read(claimed, context)));
    } catch (error) {
      unreadable.push({
        file: claimed[0]?.path ?? source.name,
        position: null,
        expected: `files that the ${reader.id} reader can read`,
        found: error instanceof Error ? error.message : String(error),
        nextStep: 'Report this with the file; the other files were still read.',
        partial: false,
      });
    }
  }
  // A file that a reader claimed but found nothing in is ignored too: each file is told as read, unreadable or ignored.
  const used = new Set([...read, ...unreadable].map((entry) => entry.file));
  const ignored = source.files.filter((file) => !used.has(file.path));
  const runs = mergeFragments(fragments, options, options.compare === true || source.folder === null);
  trainingSentences(runs, fragments).forEach(context.assume);
  return {
    folder: source.folder,
    runs,
    read,
    unreadable,
    ignored: { count: ignored.length, examples: ignored.slice(0, 5).map((file) => file.path) },
    assumptions,
  };
}

/** More than fit a page of 2 MB; all runs share them. */
const MOST_EXAMPLES = 15_000;
const LEAST_EXAMPLES = 200;

interface Judged {
  readonly run: Run;
  readonly facts: ReturnType<typeof createFacts>;
  readonly judgement: Judgement;
  readonly quality: RunReport['quality'];
  readonly multiLabel: MultiLabelQuality | null;
  readonly entities: EntityQuality | null;
  readonly changing: RunReport['changing'];
  /** How far predictions in files agree with the checkpoint that was run. */
  readonly recorded: readonly string[];
}

const rowsNamed = ({ findings }: Judgement, set: string): readonly number[] =>
  findings.flatMap(({ examples }) => (examples?.set === set ? examples.rows : []));

async function judgeRun(
  run: Run,
  audits: readonly Audit[],
  options: AnalyseOptions,
  tables: Record<string, Table>,
  keeps: number | 'all',
): Promise<Judged> {
  const set = leadingSet(run.predictions);
  const measured =
    set === null
      ? null
      : {
          set,
          measures: measure(await set.confusion({ kind: 'all' }), await set.negativeLogLikelihood(), {
            set: set.id,
          }),
        };
  const looks = audits.some(({ requires, requiresOneOf = [] }) =>
    [...requires, ...requiresOneOf].some((needed) => needed === 'examples' || needed === 'texts'),
  );
  const rows = measured !== null && looks ? await examinedRows(run, measured.set) : null;
  const { attributor, prober } = options;
  // The host's model is the one that was run over this set, and can speak for no other.
  const ran = set?.ran === true;
  const weights =
    rows === null || attributor === undefined || !ran ? null : await weighErrors(set, rows, attributor);
  const examination = rows === null ? null : examine({ ...rows, weights });
  const readsTexts = run.textMeasures === null && audits.some((audit) => audit.family === 'data');
  const textMeasures = readsTexts ? await measureTexts(run) : run.textMeasures;
  const variation = run.variation === undefined ? await measureVariation(run.predictions) : run.variation;
  const facts = createFacts(
    { ...run, textMeasures, variation },
    measured === null ? null : { ...measured, examination },
  );
  const judgement = await judge(audits, facts, set === null || ran ? (prober ?? null) : null);
  let quality: RunReport['quality'] = null;
  if (measured !== null) {
    const built = await buildQuality(
      measured.set,
      measured.measures,
      {
        examples: keeps,
        texts: options.texts ?? true,
        named: rowsNamed(judgement, measured.set.id),
      },
      examination,
    );
    quality = built.quality;
    Object.assign(tables, built.tables);
  }
  const examined = facts.multiLabel();
  const several = examined === null ? null : buildMultiLabel(examined, { texts: options.texts ?? true });
  Object.assign(tables, several?.tables ?? {});
  const mentions = facts.entities();
  const entities =
    mentions === null
      ? null
      : buildEntities(mentions, {
          examples: keeps,
          texts: options.texts ?? true,
          named: rowsNamed(judgement, mentions.set.id),
        });
  Object.assign(tables, entities?.tables ?? {});
  const changing =
    variation === null || set === null
      ? null
      : await buildVariation(variation, set, { texts: options.texts ?? true });
  Object.assign(tables, changing?.tables ?? {});
  return {
    run: { ...run, textMeasures, variation, probes: judgement.probes },
    facts,
    judgement,
    quality,
    multiLabel: several?.quality ?? null,
    entities: entities?.quality ?? null,
    changing: changing?.changing ?? null,
    recorded: await recordedSentences(run),
  };
}

/** Reads a source and judges every run in it. The same source and options give the same report. */
export async function analyse(source: Source, options: AnalyseOptions = {}): Promise<Report> {
  return report(source.name, await readRuns(source, options), options);
}

export interface Judgements {
  readonly report: Report;
  /** The runs with what probes answered: saving these asks the model nothing again. */
  readonly runs: readonly Run[];
}

/** Runs → facts → audits → Report. */
export async function report(
  sourceName: string,
  input: ReadResult,
  options: AnalyseOptions = {},
): Promise<Report> {
  return (await judgeRuns(sourceName, input, options)).report;
}

/** The same, with the runs as they are afterwards. */
export async function judgeRuns(
  sourceName: string,
  input: ReadResult,
  options: AnalyseOptions = {},
): Promise<Judgements> {
  const only = new Set(options.only ?? []);
  const skip = new Set(options.skip ?? []);
  const isAsked = ({ id }: { readonly id: string }) => (only.size === 0 || only.has(id)) && !skip.has(id);
  const audits = (options.audits ?? allAudits).filter(isAsked);
  const comparisonAudits = (options.comparisonAudits ?? allComparisonAudits).filter(isAsked);
  const families = new Map(audits.map((audit) => [audit.id, audit.family]));
  const tables: Record<string, Table> = Object.create(null);

  const keeps =
    options.examples ?? Math.max(LEAST_EXAMPLES, Math.floor(MOST_EXAMPLES / Math.max(1, input.runs.length)));
  const judged: Judged[] = [];
  for (const [index, run] of input.runs.entries()) {
    options.progress?.(index, input.runs.length, `judging ${run.title}`);
    judged.push(await judgeRun(run, audits, options, tables, keeps));
  }
  const compared =
    judged.length < 2
      ? null
      : await compareRuns(
          judged.map(({ facts }) => ({ facts, set: facts.predictions() })),
          comparisonAudits,
          {
            asked: options.compare === true,
            margin: options.margin,
            metric: options.metric,
            baseline: options.baseline,
            examples: options.examples ?? 200,
            texts: options.texts ?? true,
          },
          tables,
        );
  const byId = new Map(judged.map(({ run, facts }) => [run.id, facts]));
  const findings = reconcileAdvice(
    rank(
      [
        ...(compared?.findings ?? []),
        ...judged.flatMap(({ judgement }): readonly UnrankedFinding[] => judgement.findings),
      ],
      families,
    ),
    (run) => byId.get(run) ?? null,
  );
  const results: readonly AuditResult[] = [
    ...(compared?.results ?? []),
    ...judged.flatMap(({ judgement }) => judgement.results),
  ];
  const open = notChecked(input.runs, results, input.folder === undefined ? sourceName : input.folder);

  const [findingsOf, openOf] = [byRun(findings, (each) => each.subject.run), byRun(open, (each) => each.run)];

  const runs = judged.map(
    ({ run, facts, judgement, quality, multiLabel, entities, changing, recorded }): RunReport => {
      const own = findingsOf(run.id);
      const trajectory = trajectoryOf(facts, judgement.findings, tables);
      const cost = costOf(facts, judgement.findings);
      return {
        id: run.id,
        title: run.title,
        framework: run.framework,
        task: run.task?.value ?? null,
        description: describe(facts),
        answer: answerOf({
          facts,
          findings: own,
          results: judgement.results,
          notChecked: openOf(run.id),
          trajectory,
        }),
        keyFigures: keyFiguresOf(facts, cost),
        trajectory,
        quality,
        multiLabel,
        changing,
        entities,
        cost,
        settings: settingsOf(facts),
        checkpoints: run.checkpoints,
        best: bestOf(facts),
        notes: [
          ...run.notes.map((note) => note.text),
          ...recorded,
          ...keptModelSentences(facts),
          ...sampleSentences(facts),
          ...variationSentences(facts.run.variation ?? null),
        ],
      };
    },
  );
  const worklist =
    options.worklist === true
      ? await buildWorkList(findings, (run) => byId.get(run) ?? null, options.texts ?? true, tables)
      : null;
  const [single] = runs;
  const report: Report = {
    schemaVersion: 1,
    tool: { name: 'afterfit', version },
    generatedAt: options.generatedAt ?? null,
    source: sourceName,
    answer:
      runs.length === 1 && single !== undefined
        ? single.answer
        : runs.length === 0
          ? nothingReadable(input)
          : compared !== null && options.compare === true
            ? compared.comparison.answer
            : overviewAnswer(runs, findings, compared?.comparison ?? null),
    runs,
    comparison: compared?.comparison ?? null,
    findings,
    audits: results,
    notChecked: open,
    inputs: {
      read: input.read,
      unreadable: input.unreadable,
      ignored: input.ignored,
      assumptions: [...input.assumptions, ...(compared?.assumptions ?? [])],
    },
    worklist,
    tables,
  };
  return { report, runs: judged.map(({ run }) => run) };
}

const nothingReadable = (input: ReadResult): Report['answer'] => ({
  headline: 'No training run or predictions were found here.',
  sentences: [
    input.unreadable.length > 0
      ? `${input.unreadable.length === 1 ? 'One file' : `${input.unreadable.length} files`} could not be read; see below.`
      : 'Afterfit reads Hugging Face Trainer folders, TensorBoard event files, Keras histories and prediction files.',
    'Run `afterfit formats` for the list.',
  ],
  doFirst: null,
  actions: [],
  levels: [],
  verdict: 'cannot-tell',
});
