import type { TrainingMentions } from '../metrics/entities/errors/index.ts';
import { type EntityExamination, examineEntities } from '../metrics/entities/examination/index.ts';
import type { EntitySet, EntitySide } from '../model/entities.ts';
import type { Run } from '../model/run.ts';

const splitOrder = ['test', 'validation', undefined, 'train'];

/** The set of mentions that quality is judged on: what was run here, then unseen data, then the larger one. */
const primaryEntities = (sets: readonly EntitySet[]): EntitySet | null =>
  [...sets].sort(
    (a, b) =>
      Number(b.ran === true) - Number(a.ran === true) ||
      splitOrder.indexOf(a.split?.value) - splitOrder.indexOf(b.split?.value) ||
      b.sentences - a.sentences,
  )[0] ?? null;

function trainingMentions(side: EntitySide | null | undefined): TrainingMentions | null {
  if (side == null || side.mentions === null) return null;
  const { types, sentences, tokens, mentions } = side;
  return { types, sentences, tokens, mentions, text: (sentence) => side.text(sentence) };
}

/** The mentions of the run, examined; null without any. */
export function entities({ entitySets, trainEntities }: Run): EntityExamination | null {
  const set = primaryEntities(entitySets ?? []);
  return set === null ? null : examineEntities(set, trainingMentions(trainEntities));
}
