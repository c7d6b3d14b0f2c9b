import { derived } from '../../model/known.ts';
import type { PredictionSet } from '../../model/predictions.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { sample } from './align.ts';
import { type Assembly, type AssemblyRefusal, assemble } from './assemble.ts';
import { isContinuous } from './candidates.ts';
import { createLabelLookup } from './config-labels.ts';
import { type FoundTable, fileByFlag, readTable } from './files.ts';
import { describeLabels } from './labels.ts';
import { pairTables } from './pair.ts';
import { recognise } from './recognise.ts';
import { couldHoldPredictions } from './sniff.ts';
import { splitFromPath } from './split.ts';
import type { ForeignTable } from './table.ts';
import { foundTrainingData, namedTrainingData } from './training-data.ts';

/** Predictions with references of a text classification, in tables of any spelling. */
export const predictionsReader: Reader = {
  id: 'predictions',
  title: 'Predictions with references (CSV, TSV, JSON, JSON lines)',
  files: ['*.csv', '*.tsv', '*.json', '*.jsonl', '*.ndjson', 'predict_results_*.txt', 'test_results_*.txt'],
  shares: true,
  claims: couldHoldPredictions,
  isAskedBy: ({ data, reference, predictions, trainData }) =>
    (data ?? reference ?? predictions ?? trainData) !== undefined,
  read,
};

type LabelLookup = ReturnType<typeof createLabelLookup>;

async function read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]> {
  const lookup = createLabelLookup(context.source);
  const namesNear = async (path: string): Promise<readonly string[]> => (await lookup(path))[0]?.names ?? [];
  const tables: ForeignTable[] = [];
  const named = await namedTrainingData(context, namesNear, tables);
  const fragments = await readPredictions(files, lookup, tables, context);
  if (named !== null) return [...fragments, named];
  if (context.options.trainData !== undefined) return fragments;
  const used = new Set(fragments.flatMap(({ run }) => run.files));
  const free = files.filter(({ path }) => !used.has(path) && !isNamed(path, context));
  return [...fragments, ...(await foundTrainingData(free, context, namesNear))];
}

/** A file that a flag names is what the flag says. */
const isNamed = (path: string, { options }: ReadContext): boolean =>
  [options.data, options.reference, options.predictions].some(
    (named) =>
      named !== undefined && (path === named || path.endsWith(`/${named}`) || named.endsWith(`/${path}`)),
  );

async function readPredictions(
  files: readonly SourceFile[],
  lookup: LabelLookup,
  tables: ForeignTable[],
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const { options } = context;
  const fragments: RunFragment[] = [];
  const keep = (fragment: RunFragment | null): void => {
    if (fragment !== null) fragments.push(fragment);
  };
  const named = async (flag: string, path: string | undefined): Promise<FoundTable | null> => {
    const file = path === undefined ? null : fileByFlag(context, flag, path);
    const found = file === null ? null : await readTable(file, true, context);
    if (found !== null) tables.push(found.table);
    return found;
  };
  const data = await named('--data', options.data);
  const reference = (await named('--reference', options.reference)) ?? data;
  const predictions = await named('--predictions', options.predictions);
  if (options.predictions !== undefined) {
    if (predictions !== null) keep(await readOne(predictions, true, reference, lookup, context));
    missingColumns(tables, context);
    return fragments;
  }
  if (data !== null) {
    const own = await readOne(data, true, null, lookup, context);
    if (own !== null) return [own];
  }
  const skip = new Set([data?.path, reference?.path, options.trainData]);
  let done = 0;
  for (const file of files) {
    context.progress(done++, files.length, 'tables looked at for predictions');
    if (skip.has(file.path)) continue;
    const table = await readTable(file, false, context);
    if (table !== null) tables.push(table.table);
    if (table !== null) keep(await readOne(table, false, reference, lookup, context));
  }
  missingColumns(tables, context);
  if (reference !== null && fragments.length === 0) {
    const flag = options.reference === undefined ? '--data' : '--reference';
    context.assume(
      `No predictions were found for the file named by ${flag}; name them with --predictions FILE.`,
    );
  }
  return fragments;
}

/** A column named by a flag that no table has is a slip of the pen; without a word it would look as if it was heeded. */
function missingColumns(tables: readonly ForeignTable[], context: ReadContext): void {
  const { textColumn, labelColumn, predictionColumn } = context.options;
  const flags = [
    ['--text-column', textColumn],
    ['--label-column', labelColumn],
    ['--prediction-column', predictionColumn],
  ] as const;
  for (const [flag, name] of flags) {
    if (name === undefined || tables.some((table) => table.names.includes(name))) continue;
    const names = [...new Set(tables.flatMap((table) => table.names))]
      .slice(0, 12)
      .map((one) => `\`${one}\``);
    const found = names.length === 0 ? 'no table was read' : `columns found: ${names.join(', ')}`;
    const kind =
      context.options.trainData === undefined ? 'prediction file' : 'file of predictions or training data';
    context.assume(`No ${kind} has the column \`${name}\` named by ${flag}; ${found}.`);
  }
}

/** The fragment of one table, alone or joined with the references; null when there is none, with the reason told. */
async function readOne(
  { path, table, problems }: FoundTable,
  named: boolean,
  reference: FoundTable | null,
  lookup: LabelLookup,
  context: ReadContext,
): Promise<RunFragment | null> {
  const { options } = context;
  try {
    const config = await lookup(path);
    const names = config[0]?.names ?? [];
    const seen = recognise(table, options, names, path);
    const assembly = { path, split: splitFromPath(path), given: named, config };
    const joins = reference !== null && reference.path !== path;
    if (named || seen.kind === 'complete' || seen.kind === 'predictions') problems.forEach(context.problem);
    switch (seen.kind) {
      case 'complete':
        if (named && joins && options.reference !== undefined) break;
        return tell(path, assemble(table, seen.roles, assembly), table, context);
      case 'question':
        if (named && joins) break;
        context.assume(`${path}: ${seen.sentence}.`);
        return null;
      case 'refused':
        context.problem({
          file: path,
          position: null,
          expected: seen.expected,
          found: seen.found,
          nextStep: seen.nextStep,
          partial: false,
        });
        return null;
      case 'predictions': {
        if (joins) break;
        const column =
          seen.roles.predicted === null ? null : describeLabels(table.column(seen.roles.predicted));
        if (
          column?.tooMany ||
          (column !== null && isContinuous(column)) ||
          (column !== null && table.rows < 2)
        )
          return null;
        context.assume(
          `${path} holds ${many(table.rows, 'prediction')} without references, so no score can be computed; name the file with the true labels with --reference FILE.`,
        );
        return null;
      }
      default:
        if (named && joins) break;
        if (named && options.data === undefined)
          context.assume(
            `${path}: no column of predictions was recognised; name it with --prediction-column.`,
          );
        return null;
    }
    const pair = pairTables(reference.table, table, options, names);
    if ('question' in pair) {
      context.assume(`${path} with ${reference.path}: ${pair.question}.`);
      return null;
    }
    if (!('table' in pair)) {
      const nextStep = 'give both files for the same examples, or an id in both';
      context.problem({
        file: path,
        position: null,
        expected: pair.expected,
        found: pair.found,
        nextStep,
        partial: false,
      });
      return null;
    }
    context.assume(`${path} and ${reference.path} were ${pair.how}.`);
    context.found({
      file: reference.path,
      reader: 'predictions',
      found: `${many(reference.table.rows, 'reference')}`,
    });
    const split = assembly.split ?? splitFromPath(reference.path);
    return tell(
      path,
      assemble(pair.table, pair.roles, { ...assembly, given: true, split }),
      pair.table,
      context,
      reference.path,
    );
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    context.problem({
      file: path,
      position: null,
      expected: 'a table of predictions',
      found,
      nextStep: 'report this file',
      partial: false,
    });
    return null;
  }
}

function tell(
  path: string,
  assembly: Assembly | AssemblyRefusal,
  table: ForeignTable,
  context: ReadContext,
  reference?: string,
): RunFragment | null {
  if ('question' in assembly) {
    context.assume(`${path}: ${assembly.question}.`);
    return null;
  }
  const [first] = assembly.sets;
  if (first === undefined) return null;
  context.assume(
    `${path}: ${columnsText(first)}; ${many(table.rows, 'row')}, ${many(first.labels.length, 'label')} (${sample(first.labels)}).`,
  );
  for (const sentence of assembly.sentences) context.assume(`${path}: ${sentence}.`);
  context.found({
    file: path,
    reader: 'predictions',
    found: `${many(table.rows, 'prediction')} with references`,
  });
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return {
    role: 'addition',
    root: folder,
    reader: 'predictions',
    run: {
      title: path.slice(path.lastIndexOf('/') + 1),
      files: reference === undefined ? [path] : [path, reference],
      task: derived('text-classification', `labels in ${path}`),
      predictions: assembly.sets,
    },
  };
}

const columnsText = (set: PredictionSet): string =>
  Object.entries(set.columns)
    .map(([role, column]) => `${role} ← ${column}`)
    .join(', ');
