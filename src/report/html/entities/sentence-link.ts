import type { EntityQuality } from '../../../model/entity-report.ts';
import type { Context } from '../context.ts';
import { type Html, html } from '../html.ts';

/** Id of the part that holds the sentences. */
export const sentencesId = ({ prefix }: Context): string => `${prefix}sentences`;

/** Whether the page holds sentences, so that a table may lead to them. */
export function holdsSentences({ report, options }: Context, { sentencesTable }: EntityQuality): boolean {
  const { table } = sentencesTable;
  return options.examples !== 0 && Object.hasOwn(report.tables, table) && report.tables[table]!.rows > 0;
}

/** Which sentences a link shows: the values of the filter, as `examples.js` reads them. */
export interface SentenceFilter {
  /** Index of `mentionKinds`. */
  readonly kind?: number;
  /** Place in the list of types; −1: nothing. */
  readonly reference?: number;
  readonly predicted?: number;
}

/** A link that opens the sentences of a filter; `more` are further attributes. */
export const sentenceLink = (context: Context, filter: SentenceFilter, more: Html, content: Html): Html => {
  const id = sentencesId(context);
  const value = (name: string, number: number | undefined): Html | null =>
    number === undefined ? null : html` data-${name}="${number}"`;
  return html`<a href="#${id}" data-list="${id}"${value('k', filter.kind)}${value('r', filter.reference)}${value('p', filter.predicted)}${more}>${content}</a>`;
};
