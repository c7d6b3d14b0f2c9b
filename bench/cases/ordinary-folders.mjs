import { join } from 'node:path';
import { afterfit, nodeItself, trainproof } from '../child.mjs';

/** Run folders as people have them. */
export const ordinaryFolders = {
  name: 'ordinary-folders',
  prepare: (folder) => [
    { title: 'Node itself (`node -e 0`)', sample: nodeItself, targets: { seconds: null, megabytes: null } },
    ...['examples/finance-sentiment', 'examples/healthy-run', 'examples/keras-history'].flatMap((run) => {
      const peers = run === 'examples/keras-history' ? [] : [trainproof(`${run}/trainer_state.json`)];
      return [
        {
          title: `${run}, to the verdict`,
          sample: () => afterfit(run, '--format', 'terminal'),
          targets: { seconds: 0.4, megabytes: null },
          peers,
        },
        {
          title: `${run}, verdict and HTML`,
          sample: () => afterfit(run, '--output', join(folder, 'ordinary.html')),
          targets: { seconds: null },
        },
      ];
    }),
  ],
};
