import type { Comparison, PairComparison, PairedMetric } from '../model/comparison.ts';
import type { Report, Table } from '../model/report.ts';
import { numbers, strings } from '../plots/curve.ts';
import { spellDifference, spellInterval, spellValue } from '../text/comparison.ts';
import { metricName } from '../text/metric-names.ts';
import { formatCount, formatProbability, formatScore, formatSigned } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { letterOf, shownPairs, undecided, verdictWords } from './comparison-part.ts';
import { prose, sentence, table } from './markdown-prose.ts';
import { markdownCode, markdownText } from './safe-text.ts';

const MOST_ROWS = 20;
const MOST_PAIRS = 3;
/** Examples of each kind; the HTML report has more. */
const MOST_EXAMPLES = 10;
const MOST_CHARACTERS = 300;

const quantity = ({ metric }: PairedMetric): string =>
  metric === 'loss' ? 'validation loss' : metricName(metric);

function difference(metric: PairedMetric): string {
  if (metric.difference === null) return '–';
  const percent = metric.format === 'percent';
  const value = formatSigned((percent ? 100 : 1) * metric.difference, percent ? 1 : 3);
  return metric.interval === null ? value : `${value} (${spellInterval(metric.interval, metric.format)})`;
}

const value = (number: number | null, metric: PairedMetric): string =>
  number === null ? '–' : spellValue(number, metric.format);

/** Which run is better, metric by metric, with a few examples of what changed. */
export function pairs(comparison: Comparison, tables: Report['tables']): string[] {
  const list = shownPairs(comparison);
  if (list.length === 0) return [];
  const lines = ['## Which is better', ''];
  const reason = undecided(list);
  if (reason !== null)
    lines.push(
      `For none of ${many(list.length, 'pair')} can it be told which run is better: ${sentence(prose(reason))}`,
      '',
    );
  else if (list.length <= MOST_PAIRS) for (const pair of list) lines.push(...block(comparison, pair, tables));
  else {
    const rows = list.slice(0, MOST_ROWS).flatMap((pair) => {
      const [metric] = pair.metrics;
      if (metric === undefined) return [];
      const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
      return [
        [
          `${b} less ${a}`,
          value(metric.a, metric),
          value(metric.b, metric),
          difference(metric),
          verdictWords(metric, a, b),
        ],
      ];
    });
    lines.push(...table(['pair', 'first', 'second', 'difference, 95 %', 'verdict'], [1, 2, 3], rows));
  }
  return lines;
}

const keys = { id: 'ids', text: 'texts', position: 'place in the file' } as const;

function block(comparison: Comparison, pair: PairComparison, tables: Report['tables']): string[] {
  const [a, b] = [letterOf(comparison, pair.a), letterOf(comparison, pair.b)];
  const { joined } = pair;
  const lines =
    joined === null
      ? [
          `By the recorded scores of ${a} and ${b}${pair.reason === null ? '.' : `: ${sentence(prose(pair.reason))}`}`,
          '',
        ]
      : [
          `${a} and ${b} on the same ${many(joined.rows, 'example')}, matched by their ${keys[joined.by]}.`,
          '',
        ];
  const known = pair.metrics.filter((metric) => metric.a !== null || metric.b !== null);
  if (known.length > 0)
    lines.push(
      ...table(
        ['metric', a, b, `${b} less ${a}, 95 %`, 'least seen', 'test', 'verdict'],
        [1, 2, 3, 4],
        known.map((metric) => [
          markdownText(quantity(metric)),
          value(metric.a, metric),
          value(metric.b, metric),
          difference(metric),
          metric.detectable === null ? '–' : spellDifference(metric.detectable, metric.format),
          metric.test === null
            ? '–'
            : `${markdownText(metric.test.method)}, p ${metric.test.p < 0.01 ? markdownText(formatProbability(metric.test.p)) : `= ${formatProbability(metric.test.p)}`}`,
          verdictWords(metric, a, b),
        ]),
      ),
    );
  else if (pair.metrics[0]?.reason != null) lines.push(sentence(prose(pair.metrics[0].reason)), '');
  if (joined !== null) {
    lines.push(
      `Right in both ${formatCount(joined.bothRight)}, only in ${b} ${formatCount(joined.fixed)}, only in ${a} ${formatCount(joined.broken)}, wrong in both ${formatCount(joined.bothWrong)}.`,
      '',
    );
    const examples = pair.examples === null ? undefined : tables[pair.examples.table];
    if (examples !== undefined && pair.examples?.textsLeftOut === false)
      lines.push(
        ...exampleList(examples, 'fixed', `Only ${b} right`, a, b),
        ...exampleList(examples, 'broken', `Only ${a} right`, a, b),
      );
  }
  return lines;
}

function exampleList(examples: Table, kind: string, title: string, a: string, b: string): string[] {
  const column = (name: string) => strings(examples, name);
  const [what, text, reference] = [column('what'), column('text'), column('reference')];
  const [ofA, ofB] = [column('predicted_a'), column('predicted_b')];
  const [sureA, sureB] = [numbers(examples, 'confidence_a'), numbers(examples, 'confidence_b')];
  const rows = Array.from({ length: examples.rows }, (_, index) => index)
    .filter((index) => what?.[index] === kind && (text?.[index] ?? null) !== null)
    .slice(0, MOST_EXAMPLES);
  if (rows.length === 0) return [];
  const label = (name: string | null | undefined): string => (name == null ? 'none' : markdownCode(name));
  const sure = (confidence: number | undefined): string =>
    confidence !== undefined && Number.isFinite(confidence) ? ` ${formatScore(confidence)}` : '';
  return [
    `${title}, for example:`,
    '',
    ...rows.map((index) => {
      const whole = text?.[index] ?? '';
      const short = whole.length > MOST_CHARACTERS ? `${whole.slice(0, MOST_CHARACTERS)}…` : whole;
      return `- ${markdownText(short)} · labelled ${label(reference?.[index])}; ${a} ${label(ofA?.[index])}${sure(sureA?.[index])}, ${b} ${label(ofB?.[index])}${sure(sureB?.[index])}`;
    }),
    '',
  ];
}
