import { createRandom } from '../../src/stats/index.ts';

/** Two labels at several epochs: clear texts, some that are learned late, and some that stay on the border. */
export interface EpochSketch {
  readonly epochs: number;
  readonly clear: number;
  readonly late?: number;
  readonly border?: number;
  /** Standard deviation of the logit between epochs. */
  readonly noise?: number;
  readonly seed?: number;
  readonly scores?: boolean;
}

const HEAD = 'id,text,label,pred';

/** One CSV an epoch, rows in another order each time, so that only ids or texts tell which belong together. */
export function epochFiles(sketch: EpochSketch): readonly string[] {
  const { epochs, clear, late = 0, border = 0, noise = 0.4, seed = 1, scores = true } = sketch;
  const random = createRandom(seed);
  const rows = Array.from({ length: clear + late + border }, (_, row) => ({
    row,
    kind: row < clear ? 'clear' : row < clear + late ? 'late' : 'border',
    label: random.next() < 0.5 ? 0 : 1,
    hard: random.next() < 0.06,
  }));
  return Array.from({ length: epochs }, (_, epoch) => {
    const lines = rows.map(({ row, kind, label, hard }) => {
      const learned = Math.min(1, (epoch + 1) / 3);
      const margin =
        kind === 'border' ? 0 : kind === 'late' ? (epoch < epochs / 2 ? -2 : 3) : hard ? -2.5 : 3.5 * learned;
      const logit = margin + (kind === 'border' ? 3 : 1) * noise * random.normal();
      const own = 1 / (1 + Math.exp(-logit));
      const pred = own >= 0.5 ? label : 1 - label;
      const second = label === 1 ? own : 1 - own;
      const cells = [`x${row}`, `${kind} text number ${row}`, String(label), String(pred)];
      return [...cells, ...(scores ? [(1 - second).toFixed(6), second.toFixed(6)] : [])].join(',');
    });
    for (let i = lines.length - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    }
    return `${HEAD}${scores ? ',prob_0,prob_1' : ''}\n${lines.join('\n')}\n`;
  });
}
