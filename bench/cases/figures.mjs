import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeTrainerState } from '../fixtures/trainer-state.mjs';

/** The trajectory of 100,000 points drawn into the HTML report, in a process that has read and judged it. */
export const figures = {
  name: 'figures',
  async prepare(folder) {
    const [{ analyse }, { directorySource }, { renderHtml }] = await Promise.all([
      import('../../dist/index.js'),
      import('../../dist/node.js'),
      import('../../dist/report.js'),
    ]);
    const run = join(folder, 'drawn');
    mkdirSync(run);
    writeTrainerState(join(run, 'trainer_state.json'));
    const report = await analyse(await directorySource(run, [{ disk: run, inside: '' }]));
    return [
      {
        title: 'report of a 100,000-point trajectory: drawing',
        async sample() {
          const start = performance.now();
          await renderHtml(report, { examples: 200 });
          return { seconds: (performance.now() - start) / 1000 };
        },
        targets: { seconds: null },
      },
    ];
  },
};
