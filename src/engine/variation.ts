import type { PredictionSet } from '../model/predictions.ts';
import type { ChangingAnswers, Table } from '../model/report.ts';
import type { AnswerVariation } from '../model/variation.ts';
import { tellsNoText } from './plain-ids.ts';

/** Examples that are shown. */
const MOST_SHOWN = 100;

/** How answers changed, as the report tells it, and the table of the examples that kept changing. */
export async function buildVariation(
  variation: AnswerVariation,
  lead: PredictionSet,
  options: { readonly texts: boolean },
): Promise<{ readonly changing: ChangingAnswers; readonly tables: Record<string, Table> } | null> {
  if (lead.id !== variation.lead) return null;
  const shown = variation.ambiguous.slice(0, MOST_SHOWN);
  const examples = await lead.examples(Uint32Array.from(shown, ({ row }) => row));
  const name = `changing:${lead.id}`;
  const ids = examples.map(({ id }) => id);
  const showsIds = options.texts || ids.every(tellsNoText);
  const numbers = (column: string, values: readonly (number | null)[]) => ({
    name: column,
    type: 'number' as const,
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
  });
  const strings = (column: string, values: readonly (string | null)[]) => ({
    name: column,
    type: 'string' as const,
    values,
  });
  const tables: Record<string, Table> = Object.create(null);
  tables[name] = {
    rows: shown.length,
    columns: [
      numbers(
        'row',
        shown.map(({ row }) => row),
      ),
      strings('id', showsIds ? ids : ids.map(() => null)),
      strings(
        'text',
        examples.map(({ text }) => (options.texts ? text : null)),
      ),
      strings(
        'reference',
        examples.map(({ reference }) => reference),
      ),
      strings(
        'answers',
        shown.map(({ answers }) => answers.join(' → ')),
      ),
      numbers(
        'changes',
        shown.map(({ changes }) => changes),
      ),
      numbers(
        'mean',
        shown.map(({ mean }) => mean),
      ),
      numbers(
        'deviation',
        shown.map(({ deviation }) => deviation),
      ),
    ],
  };
  const { kind, joinedBy, rows, changed } = variation;
  return {
    changing: {
      kind,
      joinedBy,
      rows,
      sets: variation.sets.map(({ id, file, at, accuracy, leftOut }) => ({
        file,
        at,
        accuracy,
        lead: id === variation.lead,
        leftOut,
      })),
      changed,
      ambiguous: variation.ambiguousRows,
      table: name,
      textsLeftOut: !options.texts,
    },
    tables,
  };
}
