import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { analyse } from '../../src/engine/analyse.ts';
import { directorySource } from '../../src/node/directory-source.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { renderWorkListCsv, renderWorkListJsonl } from '../../src/report/worklist.ts';
import { largeReport } from '../support/extreme-reports.ts';
import { finding, findingsReport } from '../support/reports.ts';

const named = (report: any) => ({
  ...report,
  findings: report.findings.map((f: any, i: number) =>
    i < 2
      ? {
          ...f,
          examples: {
            set: report.runs[0].quality.set,
            rows: [3, 10, 17, 24],
            spans: [[[0, 8]], [[4, 9]], [[2, 6]], [[0, 3]]],
          },
        }
      : f,
  ),
});
it('makes', async () => {
  writeFileSync('/tmp/wl-large.html', renderHtml(named(largeReport())));
  const t = performance.now();
  const all = renderHtml(named(largeReport(150_000, 400_000)), { examples: 'all' });
  console.log('150k', all.length / 1e6, 'MB', performance.now() - t, 'ms');
  writeFileSync('/tmp/wl-all.html', all);
  writeFileSync('/tmp/wl-find.html', renderHtml(named(findingsReport)));
  const report = await analyse(
    await directorySource('x', [{ disk: 'examples/finance-sentiment', inside: '' }]),
    { worklist: true },
  );
  writeFileSync('/tmp/wl-fin.html', renderHtml(report));
  writeFileSync('/tmp/wl.csv', renderWorkListCsv(report));
  writeFileSync('/tmp/wl.jsonl', renderWorkListJsonl(report));
  for (const f of report.findings) console.log(f.id, f.claim, f.severity, f.examples?.rows.length ?? '-');
}, 60000);
