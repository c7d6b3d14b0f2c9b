import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterfit, pythonPeer, trainproof } from '../child.mjs';
import { writeEvents } from '../fixtures/tfevents.mjs';

/** 1 M scalars: four tags × 250,000 steps, 54 MB. */
export const eventFiles = {
  name: 'event-files',
  prepare(folder) {
    const run = join(folder, 'events');
    mkdirSync(run);
    const file = join(run, 'events.out.tfevents.1700000000.host.1.0');
    writeEvents(file);
    return [
      {
        title: '1 M TensorBoard scalars, to the verdict',
        sample: () => afterfit(run, '--format', 'terminal'),
        targets: { seconds: 0.6, megabytes: 150 },
        peers: [
          trainproof(run),
          pythonPeer(
            'TensorBoard EventAccumulator (reads only)',
            'tensorboard',
            'bench/peers/event_accumulator.py',
            run,
          ),
        ],
      },
      {
        title: '1 M TensorBoard scalars, verdict and HTML',
        sample: () => afterfit(run, '--output', join(folder, 'events.html')),
        targets: { seconds: null, megabytes: null },
      },
      {
        title: '1 M TensorBoard scalars, JSON and its tables',
        sample: () => afterfit(run, '--quiet', '--output', join(folder, 'events.json')),
        targets: { seconds: null, megabytes: null },
      },
    ];
  },
};
