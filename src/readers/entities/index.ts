import { describeError } from '../../formats/error.ts';
import type { EntitySet, EntitySide } from '../../model/entities.ts';
import { derived } from '../../model/known.ts';
import type { ReadContext, Reader, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { collectPairs } from './collect.ts';
import { joinSides } from './join.ts';
import { couldHoldMarks } from './mark-files.ts';
import { splitOf } from './roles.ts';
import { couldHoldTokens } from './sniff.ts';
import { mayBeSpacy, readSpacyFiles } from './spacy-files.ts';

/** Reference and predicted mentions of entities, token by token or as spans. */
export const entitiesReader: Reader = {
  id: 'entities',
  title: 'Entities with references (CoNLL columns, tag lines, JSON lines, spaCy documents, brat)',
  files: ['*.conll', '*.iob', '*.bio', '*.tsv', '*.txt', 'seq.out', '*.jsonl', '*.json', '*.spacy', '*.ann'],
  shares: true,
  claims: (file) => couldHoldTokens(file) || couldHoldMarks(file) || mayBeSpacy(file),
  isAskedBy: ({ data, reference, predictions }) => (data ?? reference ?? predictions) !== undefined,
  read,
};

async function read(files: readonly SourceFile[], context: ReadContext): Promise<readonly RunFragment[]> {
  const fragments: RunFragment[] = [];
  try {
    const holding = files.filter((file) => couldHoldTokens(file) || couldHoldMarks(file));
    const { pairs, train } = await collectPairs(holding, context);
    for (const pair of pairs) {
      const set = joinSides(pair, splitOf(pair.predicted.file, pair.reference.file), context);
      if (set !== null) fragments.push(fragmentOf(set, context, train));
    }
  } catch (error) {
    const { position, expected, found } = describeError(error);
    const file = context.options.predictions ?? context.options.reference;
    context.problem({
      file: file ?? files[0]?.path ?? context.source.name,
      position,
      expected,
      found,
      nextStep: 'report this file',
      partial: false,
    });
  }
  const spacy = await readSpacyFiles(files.filter(mayBeSpacy), context, fragments.length > 0);
  return [...spacy, ...fragments];
}

function fragmentOf(set: EntitySet, context: ReadContext, train: EntitySide | null): RunFragment {
  const { file } = set;
  const columns = Object.entries(set.columns)
    .map(([role, column]) => `${role} ← ${column}`)
    .join(', ');
  const scheme =
    set.schemes === null
      ? ''
      : ` Scheme of the reference: ${set.schemes.reference.value} (${set.schemes.reference.from})${
          set.schemes.predicted.value === set.schemes.reference.value
            ? ''
            : `, of the prediction: ${set.schemes.predicted.value} (${set.schemes.predicted.from})`
        }.`;
  context.assume(
    `${file}: ${columns === '' ? '' : `${columns}; `}${many(set.sentences, 'sentence')}, ${many(set.types.length, 'type')} of entities (${set.types.slice(0, 6).join(', ')}${set.types.length > 6 ? ', …' : ''}).${scheme}`,
  );
  context.found({
    file,
    reader: 'entities',
    found: `${formatCount(set.reference.start.length)} reference and ${formatCount(set.predicted.start.length)} predicted mentions in ${many(set.sentences, 'sentence')}`,
  });
  const others = set.files.filter((path) => path !== file);
  for (const path of others)
    context.found({ file: path, reader: 'entities', found: 'the reference of these' });
  return {
    role: 'addition',
    root: file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '',
    reader: 'entities',
    run: {
      title: file.slice(file.lastIndexOf('/') + 1),
      files: [file, ...others],
      task: derived('token-classification', `tags in ${file}`),
      entitySets: [set],
      ...(train === null ? {} : { trainEntities: train }),
    },
  };
}
