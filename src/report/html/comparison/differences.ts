import type { Comparison, SettingDifference } from '../../../model/comparison.ts';
import { settingText } from '../../../text/comparison.ts';
import { formatCount } from '../../../text/numbers.ts';
import { many } from '../../../text/words.ts';
import { type Context, type Part, section } from '../context.ts';
import { type Html, html } from '../html.ts';
import { breakable, fold } from '../prose.ts';

/** Values of more runs than this are listed without saying which run has which. */
const mostColumns = 6;
const mostOpen = 12;
const mostValues = 12;

/** What differs in the configuration: what may change the model first, the rest folded. */
export function differencesPart(context: Context, comparison: Comparison): Part | null {
  const { differences, equalSettings } = comparison;
  if (differences.length === 0 && equalSettings === 0) return null;
  const of = (kind: SettingDifference['kind']) =>
    differences.filter((difference) => difference.kind === kind);
  const [training, reading, place] = [of('training'), of('reading'), of('place')];
  const equal =
    equalSettings > 0
      ? ` ${many(equalSettings, 'recorded setting')} ${equalSettings === 1 ? 'is' : 'are'} equal.`
      : '';
  const sub = `${training.length === 0 ? 'No recorded setting that may change the model differs.' : `${many(training.length, 'setting')} that may change the model ${training.length === 1 ? 'differs' : 'differ'}.`}${equal}`;
  const body = html`${training.length === 0 ? null : table(comparison, training.slice(0, mostOpen))}${
    training.length > mostOpen
      ? fold(`${formatCount(training.length - mostOpen)} more`, table(comparison, training.slice(mostOpen)))
      : null
  }${reading.length === 0 ? null : fold(`${many(reading.length, 'difference')} in how numbers are measured`, table(comparison, reading))}${
    place.length === 0
      ? null
      : fold(`${many(place.length, 'difference')} in names, places and logging`, table(comparison, place))
  }`;
  const id = 'differences';
  return {
    id,
    name: 'What differs',
    count: training.length,
    body: section(context, { id, title: 'What differs', sub }, body),
  };
}

function table(comparison: Comparison, differences: readonly SettingDifference[]): Html {
  const { members } = comparison;
  const columns = members.length <= mostColumns;
  const head = columns
    ? members.map((member) => html`<th scope="col"><bdi title="${member.title}">${member.letter}</bdi></th>`)
    : html`<th scope="col">Values</th>`;
  const rows = differences.map(
    (difference) =>
      html`<tr><th scope="row"><code>${breakable(difference.name)}</code></th>${
        columns
          ? difference.values.map(
              (value, index) => html`<td data-l="${members[index]?.letter ?? ''}">${shown(value)}</td>`,
            )
          : html`<td class="full">${distinct(difference)}</td>`
      }</tr>`,
  );
  return html`<div class="tw"><table class="t-stack t-set"><thead><tr><th scope="col">Setting</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const shown = (value: string | null): Html =>
  value === null
    ? html`<span class="dim" title="not recorded">–</span>`
    : html`<code>${breakable(settingText(value).slice(0, 160))}</code>`;

function distinct({ values }: SettingDifference): Html {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ordered = [...counts].sort((a, b) => b[1] - a[1]);
  const more = ordered.length - mostValues;
  const [most] = ordered;
  // A seed that each run has for itself needs no counts.
  if (ordered.length === values.length && ordered.length > 3)
    return html`${formatCount(ordered.length)} different values`;
  return html`${ordered
    .slice(0, mostValues)
    .map(
      ([value, count], index) =>
        html`${index === 0 ? '' : ', '}<span class="nw">${shown(value)}${most !== undefined && most[1] === 1 ? null : html` <span class="dim">× ${formatCount(count)}</span>`}</span>`,
    )}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}
