import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { createLabelLookup } from '../../readers/predictions/config-labels.ts';
import { statedNames } from '../../readers/predictions/features.ts';
import { recognise } from '../../readers/predictions/recognise.ts';
import { savedSplit } from '../../readers/predictions/shards.ts';
import { splitFromPath } from '../../readers/predictions/split.ts';
import { tell } from '../../readers/predictions/tell.ts';
import { formatCount } from '../../text/numbers.ts';
import type { Database } from './database.ts';
import { planOf, sampleSentence } from './plan.ts';
import { databaseSet } from './prediction-set.ts';
import { openLarge } from './relation.ts';

/**
 * The fragment of a file whose rows stay in the database; null when something was told instead, `not-predictions` when the file is
 * for somebody else. Rejects with FormatError, or with an error of the database.
 */
export async function readLarge(
  file: SourceFile,
  context: ReadContext,
  database: Database,
  diskPath: (path: string) => string,
): Promise<RunFragment | null | 'not-predictions'> {
  const { path } = file;
  const { options, source } = context;
  const table = await openLarge(file, source, database, diskPath);
  const near = await createLabelLookup(source)(path);
  const names = (statedNames(table.head, [], path)[0] ?? near[0])?.names ?? [];
  const seen = recognise(table.head, options, names, path);
  if (seen.kind !== 'complete') return 'not-predictions';
  const { roles } = seen;
  const given = (options.predictions ?? options.data) !== undefined;
  const split = (await savedSplit(path, source)) ?? splitFromPath(path);
  const config = [...statedNames(table.head, [roles.reference, roles.predicted], path), ...near];
  const plan = await planOf(table, roles, { path, split, given, config }, database);
  if ('question' in plan) return tell(path, plan, table.head, context);
  const { rows, leftOut } = plan.relation;
  const set = await databaseSet(path, plan, database);
  const { counts, labels, rows: counted, unlabelled } = await set.confusion({ kind: 'all' });
  let right = 0;
  for (let label = 0; label < labels.length; label++) right += counts[label * labels.length + label]!;
  if (!given && counted >= 2 && right === 0)
    return tell(
      path,
      {
        question: `every row is a mistake (0 of ${formatCount(counted)} right), so this looks like a list of errors and not a whole evaluation set; no score was computed. If it is the whole set, name the file with --data`,
      },
      table.head,
      context,
    );
  if (leftOut !== null)
    context.problem({
      ...{ file: path, position: null, expected: 'rows of one kind', found: leftOut, partial: true },
      nextStep: 'save the predictions again as CSV, JSON lines or Parquet',
    });
  const sentences = [...plan.sentences];
  if (unlabelled > 0)
    sentences.push(
      `${formatCount(unlabelled)} of ${formatCount(rows)} rows lack a reference or a prediction and were not counted`,
    );
  const sampled = sampleSentence(rows);
  if (sampled !== null) sentences.push(sampled);
  sentences.push(
    'the rows were asked for in a database (DuckDB) beside the file, as they are many; nothing was sent anywhere',
  );
  return tell(path, { sets: [set], sentences }, { ...table.head, rows }, context);
}
