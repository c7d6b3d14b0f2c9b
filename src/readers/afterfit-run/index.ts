import { parseJsonBytes } from '../../formats/json.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { InputEntry, SourceFile } from '../../model/source.ts';
import { decodeRun, isSavedRuns } from './decode.ts';

/** Every saved file starts so; nothing else does. */
const MARK = '{"format":"afterfit-run"';

/** `--save-run` in the run's own folder: the files that the saved run was read from are all still there. */
function isCopyOfNeighbours(file: SourceFile, read: readonly InputEntry[], context: ReadContext): boolean {
  const present = new Set(context.source.files.map((one) => one.path));
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const all = (prefix: string) =>
    read.every((entry) => entry.file !== file.path && present.has(prefix + entry.file));
  return read.length > 0 && (all('') || all(folder));
}

async function readOne(file: SourceFile, context: ReadContext): Promise<readonly RunFragment[]> {
  const refuse = (position: string | null, expected: string, found: string) =>
    context.problem({
      file: file.path,
      position,
      expected,
      found,
      nextStep: 'Save it again with `afterfit FOLDER --save-run FILE`.',
      partial: false,
    });
  try {
    const parsed = parseJsonBytes(await file.read());
    if (!parsed.ok) {
      refuse(`byte ${parsed.error.offset}`, parsed.error.expected, parsed.error.found);
      return [];
    }
    const value: unknown = parsed.value;
    if (!isSavedRuns(value)) {
      refuse('#/version', 'a saved run of version 1', 'something else');
      return [];
    }
    if (isCopyOfNeighbours(file, value.read, context)) {
      context.found({
        file: file.path,
        reader: 'afterfit-run',
        found: 'a saved copy of the run beside it, not judged twice',
      });
      return [];
    }
    for (const entry of value.read) context.found(entry);
    for (const problem of value.unreadable) context.problem(problem);
    for (const sentence of value.assumptions) context.assume(sentence);
    return value.runs.map((run): RunFragment => {
      const decoded = decodeRun(run);
      return {
        role: 'owner',
        root: decoded.id === '.' ? '' : decoded.id,
        reader: 'afterfit-run',
        run: decoded,
      };
    });
  } catch (error) {
    refuse(null, 'a file written by --save-run', error instanceof Error ? error.message : String(error));
    return [];
  }
}

/** Runs saved by `afterfit --save-run`. */
export const afterfitRunReader: Reader = {
  id: 'afterfit-run',
  title: 'Saved run of Afterfit',
  files: ['*.json written by --save-run'],
  shares: true,
  claims: (file) => file.path.endsWith('.json'),
  async read(files, context) {
    const fragments: RunFragment[] = [];
    for (const file of files) {
      const head = await file.readRange(0, MARK.length).catch(() => new Uint8Array(0));
      if (new TextDecoder().decode(head) === MARK) fragments.push(...(await readOne(file, context)));
    }
    return fragments;
  },
};
