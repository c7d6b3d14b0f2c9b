import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterfit } from '../child.mjs';
import { writeSearch } from '../fixtures/search.mjs';

/** A folder of 1,000 runs, as an overview and as a comparison. */
export const manyRuns = {
  name: 'many-runs',
  prepare(folder) {
    const search = join(folder, 'search');
    mkdirSync(search);
    writeSearch(search);
    const file = join(folder, 'search.html');
    return [
      {
        title: 'folder of 1,000 runs, overview',
        sample: () => afterfit(search, '--format', 'terminal'),
        targets: { seconds: 2, megabytes: 500 },
      },
      {
        title: 'folder of 1,000 runs, compared',
        sample: () => afterfit('compare', search, '--format', 'terminal'),
        targets: { seconds: 2, megabytes: 500 },
      },
      {
        title: 'folder of 1,000 runs, size of the HTML',
        once: true,
        sample() {
          afterfit('compare', search, '--quiet', '--output', file);
          return { size: statSync(file).size / 1e6 };
        },
        targets: { size: 2 },
      },
    ];
  },
};
