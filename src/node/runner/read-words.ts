import { derived } from '../../model/known.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { joinSides } from '../../readers/entities/join.ts';
import { keepSide } from '../../readers/entities/keep-side.ts';
import { asReadSide } from '../../readers/entities/read-side.ts';
import type { ReferenceWords } from '../../readers/entities/reference-words.ts';
import { splitFromPath } from '../../readers/predictions/split.ts';
import { entitySideOfRun } from './entities.ts';
import { nameOf, type RunHost, runForHost, tellRun } from './host.ts';
import type { RunnerInput } from './messages.ts';

/**
 * Runs a classifier of tokens over sentences with reference mentions: over the words of the file, where it has any, otherwise over its
 * texts; then a word has the label of its first token, as labels are given in training.
 */
export async function readWords(
  host: RunHost,
  file: SourceFile,
  { side, words }: ReferenceWords,
  context: ReadContext,
): Promise<readonly RunFragment[]> {
  const input: RunnerInput =
    words === null
      ? { kind: 'texts', texts: Array.from({ length: side.sentences }, (_, row) => side.text(row)) }
      : { kind: 'words', rows: words };
  const result = await runForHost(host, input);
  host.onAnswers?.({
    ...{ result, input, file: file.path, ids: side.ids },
    references: { kind: 'mentions', side },
  });
  tellRun(result, file.path, context);
  for (const sentence of result.assumptions) context.assume(`${file.path}: ${sentence}.`);
  if (words === null)
    context.assume(`${file.path}: a mention ← words of one type, each with the label of its first token.`);
  // Of a sample the rest was never asked for, and is no miss.
  const reference = keepSide(side, Int32Array.from(result.rows));
  const own = entitySideOfRun(result, input, file.path, 'first');
  const predicted = asReadSide({
    ...own,
    // The same words: sentences are joined by their place, even where two of them are alike.
    ...(words === null ? {} : { tokens: reference.tokens, text: reference.text, hasText: reference.hasText }),
    columns: { predicted: `the checkpoint in ${result.folder}, run by Afterfit` },
  });
  const set = joinSides({ reference, predicted }, splitFromPath(file.path), context);
  if (set === null) return [];
  return [
    {
      role: 'addition',
      root: '',
      reader: 'checkpoint',
      run: {
        title: nameOf(result.folder),
        files: [file.path],
        task: derived('token-classification', 'the head of the checkpoint'),
        entitySets: [{ ...set, id: `${set.id}#run`, ran: true }],
      },
    },
  ];
}
