import type { Comparison, SearchSummary } from '../../../model/comparison.ts';
import { expectedBestScene } from '../../../plots/expected-best.ts';
import { fluidSvg } from '../../../plots/fluid.ts';
import { parallelScene } from '../../../plots/parallel-coordinates.ts';
import { settingText } from '../../../text/comparison.ts';
import { metricName } from '../../../text/metric-names.ts';
import { formatCount, formatProbability } from '../../../text/numbers.ts';
import { type Context, heading, type Part, section } from '../context.ts';
import { type Html, html, trusted } from '../html.ts';
import { breakable, sentence } from '../prose.ts';

const words = { yes: 'moved it', 'not-shown': 'not shown', 'cannot-tell': 'cannot tell' } as const;

/** Which setting moved the metric, the picture of all runs, and what the best of so many would have been expected to reach. */
export function searchPart(context: Context, comparison: Comparison): Part | null {
  const { search, metric } = comparison;
  if (search === null || metric === null) return null;
  const parallel = parallelScene(comparison, context.report.tables);
  const expected = expectedBestScene(comparison);
  if (search.parameters.length === 0 && parallel === null && expected === null) return null;
  const name = metric.quantity === 'loss' ? 'validation loss' : metricName(metric.quantity);
  const body = html`${search.parameters.length === 0 ? null : parameterTable(search)}${
    parallel === null
      ? null
      : html`<div class="fig">${heading(context, 1, 'Settings and score')}<p class="small mut">One line, one run; right is the ${name}. Thick: the best run. Blue: the best tenth. Dotted: runs that failed.</p><div class="wideplot">${trusted(fluidSvg(parallel, { title: `Settings and ${name} of ${formatCount(comparison.members.length)} runs` }))}</div></div>`
  }${
    expected === null
      ? null
      : html`<div class="fig">${heading(context, 1, 'Expected best of k runs')}<p class="small mut">The mean of the best of k runs drawn from these. A search with another number of runs has to be compared at equal k.</p><div class="kplot">${trusted(fluidSvg(expected, { title: `Expected best ${name} by number of runs` }))}</div></div>`
  }`;
  const id = 'search';
  return {
    id,
    name: 'Search',
    count: comparison.members.length,
    body: section(
      context,
      { id, title: 'Search', sub: `Which setting moved the ${name} by more than chance would.` },
      body,
    ),
  };
}

function parameterTable(search: SearchSummary): Html {
  const rows = search.parameters.map((parameter) => {
    const values = parameter.values.slice(0, 8).map(settingText).join(', ');
    const more = parameter.values.length - 8;
    return html`<tr><th scope="row"><code>${breakable(parameter.name)}</code></th><td class="full">${values}${more > 0 ? `, … (${formatCount(parameter.values.length)})` : ''}</td><td class="nw" data-l="moved">${words[parameter.moved]}</td><td class="num nw" data-l="q">${parameter.test === null ? '–' : formatProbability(parameter.test.q)}</td><td class="full small mut">${sentence(parameter.reason)}</td></tr>`;
  });
  return html`<div class="tw"><table class="t-stack"><thead><tr><th scope="col">Setting</th><th scope="col">Values tried</th><th scope="col">Moved it</th><th scope="col" class="num">q</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
