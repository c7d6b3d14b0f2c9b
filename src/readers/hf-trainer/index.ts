import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { type FolderContent, type Output, readOutput, sameSettings } from './folder-content.ts';
import { fileKind, isInside, listCheckpoints, outputFolders } from './layout.ts';
import { toRuns, withoutLog } from './runs-of-folder.ts';
import { sameTraining } from './same-training.ts';

/** Folders of the Hugging Face Trainer: every output folder is the root of one run, or of several when it was used again. */
export const hfTrainerReader: Reader = {
  id: 'hf-trainer',
  title: 'Hugging Face Trainer',
  files: [
    'trainer_state.json, also in checkpoint-*/ and renamed',
    'log_history.json',
    'training_args.bin',
    'config.json',
    'adapter_config.json',
    'all_results.json, train_results.json, eval_results*.json, predict_results*.json, test_results*.json',
    'README.md (model card)',
  ],
  claims: (file) => fileKind(file.path) !== null,
  read,
};

async function read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]> {
  const listed = await listCheckpoints(context.source.files);
  const outputs: Output[] = [];
  const folders = outputFolders(files);
  for (const [i, folder] of folders.entries()) {
    context.progress(i, folders.length, folder.root === '' ? context.source.name : folder.root);
    outputs.push(await readOutput(folder, listed.get(folder.root) ?? [], context));
  }
  const logged = sameTraining(outputs.filter((o) => o.lineages.length > 0));
  const attached = attachFolders(outputs, logged);
  const fragments: RunFragment[] = [];
  for (const output of outputs) {
    const copies = logged.get(output);
    if (copies)
      fragments.push(
        ...toRuns(output, copies, attached.get(output) ?? [], listed.get(output.root) ?? [], context),
      );
    else if (attached.get(output) === null)
      fragments.push(withoutLog(output, listed.get(output.root) ?? [], context));
  }
  return fragments;
}

/**
 * Where the files of folders without a log belong: to the run whose output folder encloses them (`best_model/`), or to
 * the only run below them. `null` means nowhere: such a folder is a run without a log, if it holds enough.
 */
function attachFolders(
  outputs: readonly Output[],
  logged: ReadonlyMap<Output, readonly Output[]>,
): ReadonlyMap<Output, FolderContent[] | null> {
  const attached = new Map<Output, FolderContent[] | null>();
  const owners = [...logged.keys()];
  for (const output of outputs) {
    const content = output.own ?? output.checkpoints.at(-1);
    if (output.lineages.length > 0 || !content) continue;
    const enclosing = owners
      .filter((o) => isInside(output.root, o.root))
      .sort((a, b) => b.root.length - a.root.length)[0];
    const below = owners.filter((o) => isInside(o.root, output.root));
    const target = enclosing ?? (below.length === 1 ? below[0] : undefined);
    if (target && !isAnotherTraining(content, target)) {
      attached.set(target, [...(attached.get(target) ?? []), content]);
    } else if (holdsEnough(content, outputs)) attached.set(output, null);
  }
  return attached;
}

/** A folder with results of a training, or with other settings, is no part of the run around it. */
function isAnotherTraining(content: FolderContent, owner: Output): boolean {
  if (!isInside(content.folder.path, owner.root)) return false;
  if (content.results.some(({ numbers }) => numbers.has('train_runtime') || numbers.has('train_loss')))
    return true;
  const theirs = [...owner.checkpoints, ...(owner.own ? [owner.own] : [])].flatMap((c) => c.settings ?? []);
  return theirs.length > 0 && !theirs.some((settings) => sameSettings(settings, content.settings));
}

function holdsEnough(content: FolderContent, all: readonly Output[]): boolean {
  if (content.settings || content.results.length > 0 || (content.card?.series.length ?? 0) > 0) return true;
  return all.length === 1 && (content.config !== null || content.adapter !== null);
}
