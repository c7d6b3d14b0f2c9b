import { parseJson } from '../../formats/json.ts';
import { decodeText } from '../../formats/text-encoding.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { type EpochList, type Training, toFragment } from './fragment.ts';
import { numbersInJson } from './history.ts';
import { HEAD, trainingsOf } from './load.ts';
import { historyKind } from './sniff.ts';

/**
 * What `model.fit` returns, as people save it: `history.history` as JSON, pickle, NumPy file or data frame, and the
 * file of the CSVLogger callback. Files that turn out to be something else are passed over without a word, except
 * those that are called a history and cannot be read. See docs/formats/keras.md.
 */
export const kerasReader: Reader = {
  id: 'keras',
  title: 'Keras training history',
  files: [
    '*history*.json',
    '*.pkl',
    'trainHistoryDict',
    '*history*.npy',
    'training.log',
    '*.csv with an epoch column',
  ],
  shares: true,
  claims: (file) => historyKind(file) !== null,
  async read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]> {
    const trainings: Training[] = [];
    for (const [done, file] of files.entries()) {
      context.progress(done, files.length, 'possible histories');
      trainings.push(...(await trainingsOf(file, context)));
    }
    return fragmentsOf(trainings, context);
  },
};

async function paramsBeside(root: string, context: ReadContext): Promise<ReadonlyMap<string, number>> {
  const path = root === '' ? 'params.json' : `${root}/params.json`;
  const file = context.source.files.find((candidate) => candidate.path === path);
  if (!file || file.bytes > HEAD) return new Map();
  try {
    const result = parseJson(decodeText(await file.read()).text);
    const numbers = result.ok ? numbersInJson(result.value) : new Map<string, number>();
    return numbers.has('epochs') ? numbers : new Map();
  } catch {
    return new Map();
  }
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

async function fragmentsOf(
  trainings: readonly Training[],
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const kept: { training: Training; files: string[] }[] = [];
  for (const training of trainings) {
    const twin = kept.find(
      ({ training: other }) => folderOf(other.file) === folderOf(training.file) && isSame(other, training),
    );
    if (!twin) kept.push({ training, files: [training.file] });
    else {
      const names = new Set(twin.training.lists.map(({ name }) => name));
      const further = training.lists.filter(({ name }) => !names.has(name));
      twin.training = { ...twin.training, lists: [...twin.training.lists, ...further] };
      if (!twin.files.includes(training.file)) twin.files.push(training.file);
    }
  }
  const fragments: RunFragment[] = [];
  for (const { training, files } of kept) {
    const root = folderOf(training.file);
    const isOnlyOne = kept.filter(({ training: other }) => folderOf(other.file) === root).length === 1;
    const params =
      training.params.size > 0
        ? training.params
        : isOnlyOne
          ? await paramsBeside(root, context)
          : training.params;
    const isOnlyOfFile = kept.every(
      (other) => other.training === training || other.training.file !== training.file,
    );
    const id = isOnlyOfFile ? training.file : `${training.file}#${training.pointer}`;
    fragments.push(
      toFragment(
        { ...training, params },
        id,
        titleOf(training, isOnlyOne, isOnlyOfFile, context),
        root,
        files,
      ),
    );
  }
  return fragments;
}

/** A history that was saved in two ways. */
function isSame(a: Training, b: Training): boolean {
  const loss = ({ lists }: Training): EpochList | undefined =>
    lists.find(({ name }) => /loss$/i.test(name) && !/^val/i.test(name));
  const [x, y] = [loss(a), loss(b)];
  if (!x || !y || x.value.length !== y.value.length) return false;
  return x.value.every(
    (value, i) => Object.is(value, y.value[i]) || Math.abs(value - y.value[i]!) <= 1e-6 * Math.abs(value),
  );
}

function titleOf(
  { file, pointer }: Training,
  isOnlyOne: boolean,
  isOnlyOfFile: boolean,
  context: ReadContext,
): string {
  const folder = baseName(folderOf(file)) || context.source.name;
  const stem = baseName(file).replace(/\.[^.]+$/, '');
  const isPlain = /^(?:train(?:ing)?)?[_-]?(?:history|hist|log|historydict|metrics)?(?:[_-]?dict)?$/i.test(
    stem,
  );
  const name = isOnlyOne && isPlain ? folder : stem;
  return isOnlyOfFile ? name : `${name} ${pointer.slice(1)}`;
}
