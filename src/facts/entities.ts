import type { TrainingMentions } from '../metrics/entities/errors/index.ts';
import { type EntityExamination, examineEntities } from '../metrics/entities/examination/index.ts';
import type { EntitySide } from '../model/entities.ts';
import type { Run } from '../model/run.ts';
import { leadingFirst } from './leading.ts';

function trainingMentions(side: EntitySide | null | undefined): TrainingMentions | null {
  if (side == null || side.mentions === null) return null;
  const { types, sentences, tokens, mentions } = side;
  return { types, sentences, tokens, mentions, text: (sentence) => side.text(sentence) };
}

/** The mentions of the run, examined; null without any. */
export function entities({ entitySets, trainEntities }: Run): EntityExamination | null {
  const [set] = leadingFirst(entitySets ?? [], (each) => each.sentences);
  return set === undefined ? null : examineEntities(set, trainingMentions(trainEntities));
}
