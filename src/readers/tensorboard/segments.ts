import type { Seam } from '../../model/run.ts';
import type { Split } from '../../model/series.ts';
import { concatenated, countBelow, firstRows, orderedRows, type Rows } from './rows.ts';
import type { ScalarColumn } from './scalars.ts';

/** One tag of one log, over all of its files. */
export interface TagRows extends Rows {
  readonly tag: string;
  /** What the folder said. */
  readonly folder: Split | null;
  /** The file that the last rows came from. */
  readonly file: string;
}

/** The columns of one event file, to be joined with those of others. */
export interface FileColumns {
  readonly path: string;
  readonly folder: Split | null;
  readonly columns: readonly ScalarColumn[];
}

/** One training, as the files of a folder tell. */
export interface Training {
  readonly files: readonly string[];
  readonly tags: readonly TagRows[];
  readonly seams: readonly Seam[];
  /** Tags that were left out because their steps start again and again, with how often. */
  readonly restless: readonly { readonly tag: string; readonly times: number }[];
  /** Tags that were logged from the beginning again by the same writer: only the later part was kept. */
  readonly restarted: readonly { readonly tag: string; readonly rows: number }[];
}

interface OpenTag {
  tag: string;
  folder: Split | null;
  file: string;
  parts: Rows[];
}

interface OpenTraining {
  files: string[];
  tags: Map<string, OpenTag>;
  seams: Seam[];
  restless: { tag: string; times: number }[];
  restarted: { tag: string; rows: number }[];
}

/**
 * Join the files of a folder, given in the order in which they were written. A file that goes on where the tags stood
 * is appended. One that begins earlier is a continuation after an interruption: it replaces the rows from its first
 * step on, and a seam is noted. When it would replace everything, it is another training in the same folder.
 */
export function joinFiles(files: readonly FileColumns[]): readonly Training[] {
  const trainings: OpenTraining[] = [];
  for (const { path, folder, columns } of files) {
    const incoming = new Map<string, { column: ScalarColumn; rows: Rows }>();
    const restless: { tag: string; times: number }[] = [];
    const restarted: { tag: string; rows: number }[] = [];
    const seams: Seam[] = [];
    for (const column of columns) {
      const ordered = orderedRows(column, path);
      if (ordered.kind === 'restless') restless.push({ tag: column.tag, times: ordered.times });
      else {
        incoming.set(`${folder ?? ''}\n${column.tag}`, { column, rows: ordered.rows });
        if (ordered.lost > 0) restarted.push({ tag: column.tag, rows: ordered.lost });
        for (const seam of ordered.seams) if (!seams.some(({ step }) => step === seam.step)) seams.push(seam);
      }
    }
    let training = trainings.at(-1);
    const restart = training ? restartStep(training, incoming) : null;
    if (training && restart !== null) {
      const seam = truncate(training, incoming, restart, path);
      if (seam === null) training = undefined;
      else training.seams.push(seam);
    }
    if (!training) {
      training = { files: [], tags: new Map(), seams: [], restless: [], restarted: [] };
      trainings.push(training);
    }
    training.files.push(path);
    training.seams.push(...seams);
    training.restless.push(...restless);
    training.restarted.push(...restarted);
    for (const [key, { column, rows }] of incoming) append(training, key, column.tag, folder, path, rows);
  }
  return trainings.map(({ files: paths, tags, seams, restless, restarted }) => ({
    files: paths,
    tags: [...tags.values()].map(({ tag, folder, file, parts }) => ({
      tag,
      folder,
      file,
      ...concatenated(parts),
    })),
    seams: seams.sort((a, b) => a.step - b.step),
    restless,
    restarted,
  }));
}

const lastStep = (tag: OpenTag): number => tag.parts.at(-1)?.step.at(-1) ?? Number.NEGATIVE_INFINITY;
const firstStep = (tag: OpenTag): number => tag.parts[0]?.step[0] ?? Number.POSITIVE_INFINITY;

/** The first step of the file among the tags that it takes up again below where they stood; null when there is none. */
function restartStep(training: OpenTraining, incoming: ReadonlyMap<string, { rows: Rows }>): number | null {
  let restart: number | null = null;
  for (const [key, { rows }] of incoming) {
    const tag = training.tags.get(key);
    const first = rows.step[0];
    if (tag === undefined || first === undefined || first >= lastStep(tag)) continue;
    restart = Math.min(restart ?? first, first);
  }
  return restart;
}

/** Take away the rows from `restart` on; null, with nothing done, when none of a shared tag would remain. */
function truncate(
  training: OpenTraining,
  incoming: ReadonlyMap<string, { rows: Rows }>,
  restart: number,
  path: string,
): Seam | null {
  const shared = [...training.tags].filter(([key]) => incoming.has(key));
  // An evaluation before the first step does not make two trainings one.
  const ofTraining = shared.filter(([, { tag }]) => !/^(?:eval|val|valid|test)[/_]/.test(tag));
  if ((ofTraining.length > 0 ? ofTraining : shared).every(([, tag]) => firstStep(tag) >= restart))
    return null;
  let discardedRows = 0;
  let after = 0;
  let reached = 0;
  for (const tag of training.tags.values()) {
    reached = Math.max(reached, lastStep(tag));
    const parts: Rows[] = [];
    let discarded = 0;
    for (const part of tag.parts) {
      const keep = countBelow(part.step, restart);
      discarded += part.step.length - keep;
      if (keep > 0) parts.push(firstRows(part, keep));
    }
    tag.parts = parts;
    // Several tags of one row are discarded together.
    discardedRows = Math.max(discardedRows, discarded);
    if (parts.length > 0) after = Math.max(after, lastStep(tag));
  }
  return {
    step: restart,
    after,
    discardedRows,
    evidence: `${path} begins at step ${restart}; the file before it had reached ${reached}`,
  };
}

function append(
  training: OpenTraining,
  key: string,
  tag: string,
  folder: Split | null,
  file: string,
  rows: Rows,
): void {
  if (rows.step.length === 0) return;
  const open = training.tags.get(key);
  if (!open) {
    training.tags.set(key, { tag, folder, file, parts: [rows] });
    return;
  }
  // An evaluation after the training is logged at its last step again; the one during training holds.
  const reached = lastStep(open);
  const below = countBelow(rows.step, reached);
  const from = rows.step[below] === reached ? below + 1 : below;
  if (from >= rows.step.length) return;
  open.parts.push({
    step: rows.step.subarray(from),
    time: rows.time.subarray(from),
    value: rows.value.subarray(from),
  });
  open.file = file;
}
