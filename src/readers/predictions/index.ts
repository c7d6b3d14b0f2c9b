import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { arraySets } from './array-sets.ts';
import { assemble } from './assemble.ts';
import { isContinuous } from './candidates.ts';
import { isArray } from './columnar.ts';
import { createLabelLookup, type LabelLookup } from './config-labels.ts';
import { statedNames } from './features.ts';
import { type FoundTable, fileByFlag, readTable } from './files.ts';
import { describeLabels } from './labels.ts';
import { missingColumns } from './missing-columns.ts';
import { severalLabels } from './multi-label/of-table.ts';
import { pairTables } from './pair.ts';
import { createSeveralLookup, type SeveralLookup } from './problem-type.ts';
import { recognise } from './recognise.ts';
import { savedSplit } from './shards.ts';
import { couldHoldPredictions } from './sniff.ts';
import { splitFromPath } from './split.ts';
import type { ForeignTable } from './table.ts';
import { tell } from './tell.ts';
import { foundTrainingData, namedTrainingData } from './training-data.ts';

/** Predictions with references of a text classification, in tables of any spelling. */
export const predictionsReader: Reader = {
  id: 'predictions',
  title: 'Predictions with references (CSV, TSV, JSON, JSON lines, Parquet, Arrow, NumPy arrays)',
  files: [
    ...[
      '*.csv',
      '*.tsv',
      '*.json',
      '*.jsonl',
      '*.ndjson',
      '*.parquet',
      '*.arrow',
      '*.feather',
      '*.npy',
      '*.npz',
    ],
    ...['predict_results_*.txt', 'test_results_*.txt'],
  ],
  shares: true,
  claims: couldHoldPredictions,
  isAskedBy: ({ data, reference, predictions, trainData }) =>
    (data ?? reference ?? predictions ?? trainData) !== undefined,
  read,
};

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
  const several = createSeveralLookup(context.source);
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
    if (predictions !== null) keep(await readOne(predictions, true, reference, lookup, several, context));
    missingColumns(tables, context);
    return fragments;
  }
  if (data !== null) {
    const own = await readOne(data, true, null, lookup, several, context);
    if (own !== null) return [own];
  }
  const skip = new Set([data?.path, reference?.path, options.trainData]);
  let done = 0;
  const found: FoundTable[] = [];
  const others = files.filter((file) => !skip.has(file.path));
  // Where arrays lie beside, a table is kept until it is known whether they belong to it.
  const arrays = others.some(({ path }) => isArray(path));
  for (const file of others) {
    context.progress(done++, others.length, 'tables looked at for predictions');
    const table = await readTable(file, false, context);
    if (table === null) continue;
    tables.push(table.table);
    if (arrays) found.push(table);
    else keep(await readOne(table, false, reference, lookup, several, context));
  }
  if (arrays) {
    const sets = await arraySets(others, found, reference, lookup, several, context);
    sets.fragments.forEach(keep);
    for (const table of found)
      if (!sets.taken.has(table)) keep(await readOne(table, false, reference, lookup, several, context));
  }
  missingColumns(tables, context);
  if (reference !== null && fragments.length === 0 && options.runsData !== true) {
    const flag = options.reference === undefined ? '--data' : '--reference';
    context.assume(
      `No predictions were found for the file named by ${flag}; name them with --predictions FILE.`,
    );
  }
  return fragments;
}

/** The fragment of one table, alone or joined with the references; null when there is none, with the reason told. */
async function readOne(
  { path, table, problems }: FoundTable,
  named: boolean,
  reference: FoundTable | null,
  lookup: LabelLookup,
  several: SeveralLookup,
  context: ReadContext,
): Promise<RunFragment | null> {
  const { options } = context;
  try {
    const near = await lookup(path);
    const ofSeveral = await severalLabels(
      { path, table, problems },
      named,
      reference,
      near,
      several,
      context,
    );
    if (ofSeveral !== null && 'fragment' in ofSeveral) return ofSeveral.fragment;
    const names = (statedNames(table, [], path)[0] ?? near[0])?.names ?? [];
    const seen = recognise(table, options, names, path);
    const columns = 'roles' in seen ? [seen.roles.reference, seen.roles.predicted] : [];
    const config = [...statedNames(table, columns, path), ...near];
    const split = (await savedSplit(path, context.source)) ?? splitFromPath(path);
    const assembly = { path, split, given: named, config };
    const joins = reference !== null && reference.path !== path;
    if (named || seen.kind === 'complete' || seen.kind === 'predictions') problems.forEach(context.problem);
    switch (seen.kind) {
      case 'complete':
        if (named && joins && options.reference !== undefined) break;
        return tell(path, assemble(table, seen.roles, assembly), table, context);
      case 'question':
        if (named && joins) break;
        context.assume(`${path}: ${ofSeveral?.question ?? seen.sentence}.`);
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
        if (ofSeveral !== null) context.assume(`${path}: ${ofSeveral.question}.`);
        else if (named && options.data === undefined)
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
    const ofPair = [
      ...statedNames(pair.table, [pair.roles.reference, pair.roles.predicted], reference.path),
      ...near,
    ];
    const joined = {
      ...assembly,
      given: true,
      split: split ?? splitFromPath(reference.path),
      config: ofPair,
    };
    return tell(path, assemble(pair.table, pair.roles, joined), pair.table, context, [reference.path]);
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
