import { describe, expect, it } from 'vitest';
import { readOneRun, trainerState } from './reading.ts';

const rows = [
  { step: 10, eval_loss: 0.5 },
  { step: 20, eval_loss: 0.52 },
];
const rawOf = async (callbacks: unknown) =>
  (await readOneRun({ 'trainer_state.json': trainerState(rows, { stateful_callbacks: callbacks }) }))
    .hyperparameters.raw;

describe('early stopping in the state of a Trainer', () => {
  it('is a setting of the run, under the names of its own arguments', async () => {
    const raw = await rawOf({
      EarlyStoppingCallback: { args: { early_stopping_patience: 2, early_stopping_threshold: 0.001 } },
    });
    expect(raw).toMatchObject({ early_stopping_patience: 2, early_stopping_threshold: 0.001 });
  });

  it.each([
    ['nothing', undefined],
    ['another callback only', { TrainerControl: { args: {} } }],
    ['a patience of 0', { EarlyStoppingCallback: { args: { early_stopping_patience: 0 } } }],
    ['a patience that is no number', { EarlyStoppingCallback: { args: { early_stopping_patience: 'two' } } }],
    ['arguments that are a list', { EarlyStoppingCallback: { args: [1, 2] } }],
    ['callbacks that are a string', 'EarlyStoppingCallback'],
  ])('is not claimed where the state holds %s', async (_, callbacks) => {
    expect(Object.keys(await rawOf(callbacks))).not.toContain('early_stopping_patience');
  });
});
