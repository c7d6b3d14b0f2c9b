import type { EntitySet, TaggingScheme } from '../../model/entities.ts';
import type { EntityQuality } from '../../model/entity-report.ts';

/** What a tag that continues nothing means; schemes without a beginning have none. */
const opens: Readonly<Partial<Record<TaggingScheme, string>>> = {
  IOB2: 'an I- that continues nothing begins a mention, as conlleval reads it',
  IOBES: 'tags out of order begin a mention, as conlleval reads them',
  BILOU: 'tags out of order begin a mention, as conlleval reads them',
  BMES: 'tags out of order begin a mention, as conlleval reads them',
};

/** How mentions were read: what stands beside the scores. */
export function readingOf({ schemes }: EntitySet): Pick<EntityQuality, 'convention' | 'schemes'> {
  const exact = 'exact span and type, micro-averaged';
  if (schemes === null) return { convention: exact, schemes: null };
  const { reference, predicted } = schemes;
  const rule = opens[predicted.value] ?? opens[reference.value];
  return {
    convention: rule === undefined ? exact : `${exact}; ${rule}`,
    schemes: {
      reference: { name: reference.value, evidence: reference.from },
      predicted: { name: predicted.value, evidence: predicted.from },
    },
  };
}
