import { parseJsonBytes } from '../../formats/json.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import { noModel } from '../../model/empty.ts';
import { stated } from '../../model/known.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { FinalValue, Note, Run } from '../../model/run.ts';
import type { Series } from '../../model/series.ts';
import type { SourceFile } from '../../model/source.ts';
import { many } from '../../text/words.ts';
import { readSpacyConfig, type SpacyConfig, spacySettings } from './spacy-config.ts';
import { spacyLogSeries } from './spacy-log.ts';
import {
  findsMentions,
  isSpacyScores,
  modelOnlyNote,
  type SpacyMeta,
  spacyMeta,
  spacyScores,
} from './spacy-scores.ts';

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
/** `training/model-best/meta.json` belongs to the training in `training`. */
const rootOf = (path: string): string => folderOf(path).replace(/(?:^|\/)model[-_](?:best|last|final)$/, '');

const LARGEST_TABLE = 4 * 1024 * 1024;

/** Files that may hold scores, settings or the log of a spaCy training, by name and size. */
export const mayBeSpacy = ({ path, bytes }: SourceFile): boolean => {
  const name = baseName(path).toLowerCase();
  if (bytes > LARGEST_TABLE) return false;
  if (name === 'meta.json' || name.endsWith('.cfg')) return true;
  if (name.endsWith('.json'))
    return /metrics|scores|eval|performance/.test(name) || /(?:^|\/)(?:metrics|scores)\//.test(path);
  return /\.(?:log|txt|jsonl|out)$/.test(name) && /train|log|spacy|console|output/.test(name);
};

interface Found {
  readonly root: string;
  readonly path: string;
  readonly meta: SpacyMeta | null;
  readonly config: SpacyConfig | null;
  readonly scores: ReturnType<typeof spacyScores> | null;
  readonly series: readonly Series[];
}

/**
 * Runs out of what spaCy left behind: scores as final values, the log as series, the configuration as settings. Files that are something
 * else are passed over without a word. `predictionsRead` is true when documents of both sides were found; then a model beside them
 * needs no note.
 */
export async function readSpacyFiles(
  files: readonly SourceFile[],
  context: ReadContext,
  predictionsRead = false,
): Promise<readonly RunFragment[]> {
  const found: Found[] = [];
  for (const file of files) {
    const one = await readOne(file);
    if (one !== null) found.push(one);
  }
  const roots = new Set(found.filter((one) => one.config === null).map(({ root }) => root));
  const fragments: RunFragment[] = [];
  for (const root of roots) {
    const here = found.filter((one) => one.root === root);
    // A configuration in a folder of its own (`configs/`) belongs to the only training there is.
    const configs = found.filter(
      (one) => one.config !== null && (one.root === root || (roots.size === 1 && !roots.has(one.root))),
    );
    const fragment = fragmentOf(
      root,
      here.filter(({ config }) => config === null),
      configs,
      predictionsRead,
    );
    if (fragment === null) continue;
    for (const path of fragment.run.files)
      context.found({
        file: path,
        reader: 'entities',
        found: describe(found.find((one) => one.path === path)!),
      });
    fragments.push(fragment);
  }
  return fragments;
}

async function readOne(file: SourceFile): Promise<Found | null> {
  const { path } = file;
  const nothing: Found = { root: rootOf(path), path, meta: null, config: null, scores: null, series: [] };
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch {
    return null;
  }
  if (path.endsWith('.cfg')) {
    const config = readSpacyConfig(decodeText(bytes).text);
    return config === null ? null : { ...nothing, config };
  }
  if (path.endsWith('.json')) {
    const parsed = parseJsonBytes(bytes);
    if (!parsed.ok) return null;
    const meta = spacyMeta(parsed.value);
    if (meta !== null) {
      const scores = isSpacyScores(meta.performance ?? undefined)
        ? spacyScores(meta.performance!, path, 'performance')
        : null;
      return { ...nothing, meta, scores };
    }
    return isSpacyScores(parsed.value) ? { ...nothing, scores: spacyScores(parsed.value, path) } : null;
  }
  const series = spacyLogSeries(decodeText(bytes).text, path);
  return series.length === 0 ? null : { ...nothing, series };
}

function describe({ meta, config, scores, series }: Found): string {
  if (config !== null) return many(config.size, 'setting');
  if (series.length > 0) return `a training log of ${many(series[0]!.step.length, 'evaluation')}`;
  const values = scores?.finalValues.length ?? 0;
  return meta === null
    ? many(values, 'score')
    : `a model of spaCy${values > 0 ? ` with ${many(values, 'score')}` : ''}`;
}

/** The best model's scores where the last one's are there too. */
const byPreference = (a: Found, b: Found): number =>
  Number(/model[-_]last/.test(a.path)) - Number(/model[-_]last/.test(b.path));

function fragmentOf(
  root: string,
  here: readonly Found[],
  configs: readonly Found[],
  predictionsRead: boolean,
): RunFragment | null {
  const metas = here.filter(({ meta }) => meta !== null).sort(byPreference);
  const model = metas[0] ?? null;
  const metrics = here.filter(({ meta, scores }) => meta === null && scores !== null);
  const finalValues: FinalValue[] = [];
  const notes: Note[] = [];
  // A metrics file is an evaluation of its own and comes before what the training noted of its best model.
  const scored = [...metrics, ...(model === null ? [] : [model])];
  const named = new Set<string>();
  for (const { scores, path } of scored) {
    for (const value of scores?.finalValues ?? []) {
      const key = `${value.split} ${value.quantity}`;
      if (named.has(key) && path === model?.path) continue;
      named.add(key);
      finalValues.push(
        metrics.length > 1 && path !== model?.path ? { ...value, evaluationSet: setName(path) } : value,
      );
    }
    notes.push(...(scores?.notes ?? []));
  }
  const log = here.find(({ series }) => series.length > 0) ?? null;
  if (model === null && log === null && finalValues.length === 0) return null;
  if (model !== null && !predictionsRead && findsMentions(model.meta!))
    notes.push(modelOnlyNote(folderOf(model.path)));
  const config = [...configs].sort(byPreference)[0] ?? null;
  const task = scored.map(({ scores }) => scores?.task ?? null).find((one) => one !== null) ?? null;
  const files = [...scored, ...(log === null ? [] : [log]), ...(config === null ? [] : [config])].map(
    ({ path }) => path,
  );
  const settings = config === null ? {} : { hyperparameters: spacySettings(config.config!, config.path) };
  const run: RunFragment['run'] = {
    title: root === '' ? (model?.meta?.name ?? 'spaCy') : root,
    framework: 'none',
    frameworkVersion: model?.meta?.spacyVersion ?? null,
    task: task === null ? null : stated(task, scored.find(({ scores }) => scores?.task === task)!.path),
    axis: 'step',
    series: log?.series ?? [],
    lastStep: log === null ? null : (log.series[0]!.step.at(-1) ?? null),
    model: { ...noModel, labels: model?.meta?.labels ?? null, base: baseOf(config?.config ?? null) },
    finalValues,
    notes,
    files,
    ...settings,
  } satisfies Partial<Run>;
  return { role: log !== null || model !== null ? 'owner' : 'addition', root, reader: 'entities', run };
}

const setName = (path: string): string => baseName(path).replace(/\.json$/, '');

function baseOf(config: SpacyConfig | null): string | null {
  const name = config?.get('components.transformer.model.name');
  return typeof name === 'string' ? name : null;
}
