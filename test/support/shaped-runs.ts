import { stated } from '../../src/model/known.ts';
import type { Run } from '../../src/model/run.ts';
import { createRandom } from '../../src/stats/index.ts';
import { makeRun, type RunSketch, series } from './runs.ts';

/** A Trainer log in epochs: `level` gives the loss at a share of the run and a share of its epoch; noise is in log units. */
export interface Shape {
  readonly epochs: number;
  readonly rowsPerEpoch: number;
  /** Steps between two rows. */
  readonly every?: number;
  readonly level: (share: number, inEpoch: number, epoch: number) => number;
  readonly noise?: number;
  readonly rate?: (share: number) => number;
  readonly more?: RunSketch;
}

export function shaped({
  epochs,
  rowsPerEpoch,
  every = 10,
  level,
  noise = 0.03,
  rate,
  more = {},
}: Shape): Run {
  const random = createRandom(5);
  const rows = epochs * rowsPerEpoch;
  const last = rows * every;
  const loss = Array.from({ length: rows }, (_, i): [number, number] => {
    const middle = (i + 0.5) / rows;
    const epoch = Math.floor(i / rowsPerEpoch);
    return [
      (i + 1) * every,
      level(middle, middle * epochs - epoch, epoch + 1) * Math.exp(noise * random.normal()),
    ];
  });
  const at = Float64Array.from(loss, ([step]) => step / (rowsPerEpoch * every));
  return makeRun({
    learningRate: 3e-5,
    ...more,
    series: [
      series('loss', loss, { epoch: at }),
      ...(rate === undefined
        ? []
        : [
            series(
              'learning_rate',
              loss.map(([step]): [number, number] => [step, 3e-5 * rate(step / last)]),
            ),
          ]),
      ...(more.series ?? []),
    ],
    run: {
      lastStep: last,
      lastEpoch: epochs,
      plannedSteps: stated(last, 'trainer_state.json#/max_steps'),
      ...more.run,
    },
  });
}

/** 0.7 down to 0.2 nats, as an ordinary fine-tuning of two classes. */
export const learning = (share: number): number => 0.2 + 0.5 * Math.exp(-5 * share);

/** Evaluations at equal distances up to `last`. */
export const evaluations = (
  tag: string,
  values: readonly number[],
  last: number,
): ReturnType<typeof series> =>
  series(
    tag,
    values.map((v, i): [number, number] => [Math.round(((i + 1) * last) / values.length), v]),
  );
