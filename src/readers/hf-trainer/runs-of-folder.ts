import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { Checkpoint } from '../../model/run.ts';
import type { Settings } from './arguments.ts';
import { type FolderContent, type Output, sameSettings } from './folder-content.ts';
import { type RunParts, toFragment } from './fragment.ts';
import { isInside } from './layout.ts';
import type { Lineage } from './lineage.ts';
import { describeStates, severalRunsNote } from './notes.ts';
import type { Results } from './results-file.ts';
import { isCopyOf } from './same-training.ts';

export function toRuns(
  output: Output,
  allCopies: readonly Output[],
  extra: readonly FolderContent[],
  listed: readonly Checkpoint[],
  context: ReadContext,
): readonly RunFragment[] {
  const { root, own } = output;
  const { primary, sure } = primaryLineage(output);
  const ordered = [primary, ...output.lineages.filter((l) => l !== primary)];
  const several = ordered.length > 1;
  const byFolder = new Map([...output.checkpoints, ...(own ? [own] : [])].map((c) => [c.folder.path, c]));
  return ordered.map((lineage) => {
    const isPrimary = lineage === primary;
    const copies = allCopies.filter((copy) => isCopyOf(copy.lineages[0]!, lineage));
    const folders = [...lineage.states].reverse().flatMap((state) => byFolder.get(state.folder) ?? []);
    const copied = copies.flatMap((copy) => [
      ...(copy.own ? [copy.own] : []),
      ...[...copy.checkpoints].reverse(),
    ]);
    const ownFolder = isPrimary && own && !folders.includes(own) ? [own] : [];
    const unlogged = isPrimary ? output.checkpoints.filter((c) => c.state === null) : [];
    const near = [
      ...folders,
      ...ownFolder,
      ...unlogged.reverse(),
      ...copied,
      ...extra.filter(() => isPrimary),
    ];
    const first = <T>(pick: (c: FolderContent) => T | null): T | null =>
      near.map(pick).find((v) => v !== null) ?? null;
    const cards = near.flatMap((c) => c.card ?? []);
    const paths = new Set(lineage.states.map((s) => s.folder));
    const otherStates = new Set(
      output.lineages.filter((l) => l !== lineage).flatMap((l) => l.states.map((s) => s.folder)),
    );
    const parts: RunParts = {
      id: isPrimary ? root || '.' : lineage.last.folder,
      title: several
        ? `${titleOf(root, context)} · ${describeStates(lineage.states)}`
        : titleOf(root, context),
      root: isPrimary ? enclosingRoot(root, copies) : root,
      lineage,
      settings: near.flatMap((c) => c.settings ?? []).slice(0, 1),
      config: first((c) => c.config),
      adapter: first((c) => c.adapter),
      card: cards.find((c) => c.generated) ?? cards[0] ?? null,
      results: [...folders, ...ownFolder, ...copied]
        .flatMap((c) => c.results)
        .concat(extra.filter(() => isPrimary).flatMap((c) => resultsOf(c, root))),
      checkpoints: listed.filter((c) => paths.has(c.path) || (isPrimary && !otherStates.has(c.path))),
      notes: [
        ...(several
          ? [
              severalRunsNote(
                root,
                output.lineages,
                lineage,
                own === null ? null : sure ? primary : 'unknown',
              ),
            ]
          : []),
        ...(copies.length > 0
          ? [
              {
                kind: 'copies',
                text: `The same log also lies in ${copies.map((c) => `\`${c.root || '.'}\``).join(', ')}; it is one run and shown once.`,
              },
            ]
          : []),
      ],
      files: [...near, ...copied].flatMap((c) =>
        [c.state?.file, c.settings?.file, c.config?.file, c.adapter?.file].filter((f) => f !== undefined),
      ),
    };
    return toFragment(parts, context);
  });
}

/** A run whose log was also copied to a folder above lies in that folder. */
const enclosingRoot = (root: string, copies: readonly Output[]): string =>
  copies.map((copy) => copy.root).find((path) => isInside(root, path)) ?? root;

/** Results from a folder of its own below the run are of another evaluation: they carry that folder's name. */
function resultsOf(content: FolderContent, root: string): readonly Results[] {
  if (!isInside(content.folder.path, root) || content.folder.path === root) return content.results;
  const name = root === '' ? content.folder.path : content.folder.path.slice(root.length + 1);
  return content.results.map((r) => ({
    ...r,
    trainSamples: null,
    evalSamples: null,
    testSamples: null,
    numbers: new Map(),
    finalValues: r.finalValues.map((v) => ({ ...v, evaluationSet: v.evaluationSet ?? name })),
  }));
}

/** Whose the files in the output folder itself are, and whether that is known. */
function primaryLineage(output: Output): { readonly primary: Lineage; readonly sure: boolean } {
  const own = output.lineages.find((l) => l.states.some((s) => s.checkpoint === null));
  if (own) return { primary: own, sure: true };
  const byFolder = new Map(output.checkpoints.map((c) => [c.folder.path, c.settings]));
  const settings = output.own?.settings;
  if (settings) {
    const fitting = output.lineages.filter((l) =>
      fits(
        l,
        settings,
        l.states.map((s) => byFolder.get(s.folder) ?? null),
      ),
    );
    if (fitting.length === 1) return { primary: fitting[0]!, sure: true };
  }
  return {
    primary: output.lineages.reduce((a, b) => (b.last.globalStep >= a.last.globalStep ? b : a)),
    sure: output.lineages.length === 1,
  };
}

function fits({ last }: Lineage, settings: Settings, theirs: readonly (Settings | null)[]): boolean {
  const { values } = settings;
  const maxSteps = values.get('max_steps');
  if (typeof maxSteps === 'number' && maxSteps > 0 && last.maxSteps !== null && maxSteps !== last.maxSteps)
    return false;
  const epochs = values.get('num_train_epochs');
  if (
    typeof epochs === 'number' &&
    last.epochs !== null &&
    Math.ceil(epochs) !== last.epochs &&
    !(typeof maxSteps === 'number' && maxSteps > 0)
  )
    return false;
  const batch = values.get('per_device_train_batch_size');
  if (typeof batch === 'number' && last.batchSize !== null && last.batchSize % batch !== 0) return false;
  const logging = values.get('logging_steps');
  if (
    typeof logging === 'number' &&
    logging >= 1 &&
    last.loggingSteps !== null &&
    logging !== last.loggingSteps
  )
    return false;
  return theirs.every((s) => sameSettings(settings, s));
}

export function withoutLog(output: Output, listed: readonly Checkpoint[], context: ReadContext): RunFragment {
  const own = output.own ?? output.checkpoints.at(-1)!;
  const parts: RunParts = {
    id: output.root || '.',
    title: titleOf(output.root, context),
    root: output.root,
    lineage: null,
    settings: own.settings ? [own.settings] : [],
    config: own.config,
    adapter: own.adapter,
    card: own.card,
    results: own.results,
    checkpoints: listed,
    notes: [],
    files: [],
  };
  return toFragment(parts, context);
}

function titleOf(root: string, context: ReadContext): string {
  if (root !== '') return root;
  const name =
    context.source.name
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  return name === '' || name === '.' ? 'run' : name;
}
