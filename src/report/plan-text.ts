import { formatCount, formatNumber, formatPercent, formatSeconds } from '../text/numbers.ts';
import { many } from '../text/words.ts';
import { safeLine } from './safe-text.ts';
import { wrap } from './terminal/columns.ts';

interface Ends {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** The parts of a plan that are shown; see `engine/plan.ts`. */
export interface ShownPlan {
  readonly model: { readonly family: string; readonly parameters: number };
  readonly data: {
    readonly rows: number;
    readonly labels: number | null;
    readonly tokens: Ends;
    readonly padded: Ends;
    readonly cut: Ends;
  };
  readonly hardware: { readonly gpu: string | null; readonly gpus: number; readonly memory: number | null };
  readonly settings: readonly {
    readonly name: string;
    readonly value: string;
    readonly why: string;
    readonly source: string;
  }[];
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly seconds: Ends | null;
  readonly memory: Ends;
  readonly fits: 'yes' | 'perhaps' | 'no' | null;
  readonly table: readonly {
    readonly settings: {
      readonly microBatch: number;
      readonly length: number;
      readonly precision: string;
      readonly checkpointing: boolean;
    };
    readonly total: Ends;
    readonly fits: string;
    readonly own: boolean;
  }[];
  readonly energy: { readonly kilowattHours: Ends; readonly kilogramsCo2: Ends } | null;
  readonly money: Ends | null;
  readonly assumptions: readonly string[];
}

const WIDTH = 100;
const NAME = 12;
const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
const memoryOf = ({ low, high }: Ends): string => `${gib(low)}–${gib(high)} GiB`;
const numbers = ({ low, expected, high }: Ends): string =>
  low === high
    ? formatNumber(low)
    : `${formatNumber(expected)} (${formatNumber(low)} to ${formatNumber(high)})`;
const tokens = ({ low, high }: Ends): string =>
  low === high ? low.toFixed(0) : `${low.toFixed(0)} to ${high.toFixed(0)}`;

const line = (name: string, text: string): readonly string[] => {
  const [first = '', ...rest] = wrap(safeLine(text), WIDTH - 2 - NAME);
  return [`  ${name.padEnd(NAME)}${first}`, ...rest.map((more) => `  ${' '.repeat(NAME)}${more}`)];
};

/** A plan as text for a terminal, 100 columns, no colours. */
export function planText(plan: ShownPlan): string {
  const { data, hardware } = plan;
  const lines: string[] = [
    ...line('model', `${plan.model.family}, ${formatCount(plan.model.parameters)} parameters`),
    ...line(
      'data',
      `${many(data.rows, 'text')}${data.labels === null ? '' : `, ${many(data.labels, 'label')}`}; ${tokens(data.tokens)} tokens each, ${tokens(data.padded)} with padding by batch${data.cut.high === 0 ? '' : `; up to ${formatPercent(data.cut.high)} are cut`}`,
    ),
    ...line(
      'steps',
      `${formatCount(plan.steps)}: ${formatCount(plan.stepsPerEpoch)} an epoch × ${many(plan.epochs, 'epoch')}`,
    ),
    ...line(
      'time',
      plan.seconds === null
        ? 'name a GPU with --gpu'
        : `${formatSeconds(plan.seconds.expected)} (${formatSeconds(plan.seconds.low)} to ${formatSeconds(plan.seconds.high)}) on ${hardware.gpus} × ${hardware.gpu}`,
    ),
    ...line(
      'memory',
      `${memoryOf(plan.memory)}${hardware.memory === null ? '' : ` of ${gib(hardware.memory)} GiB: ${plan.fits === 'yes' ? 'fits' : plan.fits === 'perhaps' ? 'may fit' : 'does not fit'}`}`,
    ),
  ];
  if (plan.money !== null) lines.push(...line('price', numbers(plan.money)));
  if (plan.energy !== null)
    lines.push(
      ...line(
        'energy',
        `${numbers(plan.energy.kilowattHours)} kWh, ${numbers(plan.energy.kilogramsCo2)} kg CO₂e`,
      ),
    );
  lines.push('', 'Settings');
  for (const { name, value, why, source } of plan.settings)
    lines.push(
      `  ${name}=${safeLine(value)}`,
      ...wrap(safeLine(`${why}${source === '' ? '' : ` (${source})`}`), WIDTH - 6).map(
        (more) => `      ${more}`,
      ),
    );
  if (plan.table.length > 0) {
    lines.push('', 'What fits (* as planned)');
    const planned = plan.table.find((row) => row.own)?.settings.precision;
    // The other precisions are in the JSON.
    for (const row of plan.table.filter(({ settings }) => settings.precision === planned)) {
      const { microBatch, length, precision, checkpointing } = row.settings;
      const name = `${microBatch} × ${length}`.padEnd(12);
      lines.push(
        `  ${row.own ? '*' : ' '} ${name}${precision.padEnd(6)}${(checkpointing ? 'recomputed' : '').padEnd(12)}${memoryOf(row.total).padEnd(16)}${row.fits}`,
      );
    }
  }
  lines.push('', 'Assumed');
  for (const assumption of plan.assumptions) {
    const [first = '', ...rest] = wrap(safeLine(assumption), WIDTH - 4);
    lines.push(`  · ${first}`, ...rest.map((more) => `    ${more}`));
  }
  return `${lines.map((one) => one.trimEnd()).join('\n')}\n`;
}
