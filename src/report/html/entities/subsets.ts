import type { EntitySubsets } from '../../../model/entity-report.ts';
import type { RunReport } from '../../../model/report.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html } from '../html.ts';
import { subsetList } from '../subsets.ts';

const sides = [
  ['reference', 'Mentions of the reference', 'not found with their borders and type'],
  ['predicted', 'Predicted mentions', 'not in the reference with their borders and type'],
] as const;

/** Kinds of mention that are found less often than others, and kinds of prediction that are wrong more often. */
export function entitySubsetsPart(context: Context, run: RunReport): Part | null {
  const subsets = run.entities?.subsets ?? null;
  if (subsets === null) return null;
  const searched = sides.filter(([side]) => subsets[side].reason === null);
  if (searched.length === 0) return null;
  const found = searched.reduce((sum, [side]) => sum + subsets[side].found.length + subsets[side].more, 0);
  const id = `${context.prefix}mention-subsets`;
  const body = html`${searched.map(([side, name, wrong]) => one(context, subsets[side], name, wrong))}`;
  return {
    id,
    name: 'Subsets',
    count: found === 0 ? null : found,
    body: section(
      context,
      {
        id,
        title: 'Subsets of mentions',
        sub: 'Chosen on one half of the sentences, tested on the other; all figures but the support are from the half that did not choose. A subset says where errors are, not why.',
      },
      body,
    ),
  };
}

function one(context: Context, subsets: EntitySubsets, name: string, wrong: string): Html {
  const { mentions, found, more, tests } = subsets;
  const list = subsetList({
    found,
    noun: 'mention',
    errors: subsets.wrong,
    tests,
    sentences: () => null,
  });
  return html`<div class="beside">${heading(context, 1, name)}<p class="small mut">${many(mentions, 'mention')}, ${formatCount(subsets.wrong)} ${wrong}; ${many(tests, 'test')}.</p>${
    found.length === 0
      ? html`<p class="none-found">No subset was confirmed as worse than the rest.</p>`
      : list
  }${more > 0 ? html`<p class="small mut">${formatCount(more)} more are not listed.</p>` : null}</div>`;
}
