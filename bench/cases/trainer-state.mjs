import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterfit, trainproof } from '../child.mjs';
import { writeTrainerState } from '../fixtures/trainer-state.mjs';

/** A trainer_state.json of 100,000 training rows and 100 evaluations. */
export const trainerState = {
  name: 'trainer-state',
  prepare(folder) {
    const run = join(folder, 'long-run');
    mkdirSync(run);
    const file = join(run, 'trainer_state.json');
    writeTrainerState(file);
    return [
      {
        title: 'trainer_state.json of 100k rows, to the verdict',
        sample: () => afterfit(run, '--format', 'terminal'),
        targets: { seconds: 0.4, megabytes: null },
        peers: [trainproof(file)],
      },
    ];
  },
};
