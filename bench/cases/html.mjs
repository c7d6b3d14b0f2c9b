import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openingTime } from '../browser.mjs';
import { afterfit } from '../child.mjs';
import { writePredictions } from '../fixtures/predictions.mjs';

/** Size of the report, and the time until a browser shows it. */
export const html = {
  name: 'html',
  prepare(folder) {
    const predictions = join(folder, 'fifty-thousand.csv');
    writePredictions(predictions, { rows: 50_000, classes: 5, texts: true });
    return [
      { title: 'example', input: ['examples/finance-sentiment'], megabytes: 1 },
      { title: '50k predictions', input: [predictions], megabytes: 2 },
      { title: '50k predictions, --examples all', input: [predictions, '--examples', 'all'], megabytes: 10 },
    ].flatMap(({ title, input, megabytes }, index) => {
      const file = join(folder, `report-${index}.html`);
      return [
        {
          title: `HTML of ${title}: size`,
          once: true,
          sample() {
            afterfit(...input, '--quiet', '--output', file);
            return { size: statSync(file).size / 1e6 };
          },
          targets: { size: megabytes },
        },
        {
          title: `HTML of ${title}: writing`,
          sample: () => afterfit(...input, '--quiet', '--output', file),
          targets: { seconds: null, megabytes: null },
        },
        {
          title: `HTML of ${title}: opening`,
          sample: () => openingTime(file),
          targets: { seconds: 2 },
        },
      ];
    });
  },
};
