import { canonical } from '../../src/facts/own-settings.ts';
import type { Finding } from '../../src/model/report.ts';

type Setting = readonly [name: string, value: string];

/** Settings that the advice of one finding asks for; advice that another finding's comes before asks for nothing. */
export const advisedSettings = ({ advice }: Finding): readonly Setting[] =>
  advice === null || advice.after !== undefined ? [] : Object.entries(advice.settings ?? {});

const longer = new Set(['still-improving-at-end', 'too-few-updates', 'early-stop-premature']);
const shorter = new Set(['too-many-epochs', 'wasted-after-best']);

/** Two values for one setting, or longer beside shorter, among the findings about one run. */
export function contradictions(findings: readonly Finding[]): readonly string[] {
  const found: string[] = [];
  const seen = new Map<string, string>();
  for (const finding of findings)
    for (const [name, value] of advisedSettings(finding)) {
      const key = `${finding.subject.run}\n${name}`;
      const before = seen.get(key);
      if (before !== undefined && before !== canonical(value)) found.push(`${name}: ${before} and ${value}`);
      seen.set(key, canonical(value));
    }
  const runs = new Set(findings.map((finding) => finding.subject.run));
  for (const run of runs) {
    const standing = findings.filter(
      (finding) =>
        finding.subject.run === run && finding.advice !== null && finding.advice.after === undefined,
    );
    const ids = standing.map(({ id }) => id);
    if (ids.some((id) => longer.has(id)) && ids.some((id) => shorter.has(id)))
      found.push('longer and shorter');
  }
  return found;
}
