import { wilson } from '../../src/stats/index.ts';

/** Counts by group, printed as a Markdown table with 95 % intervals. */
export function Tally() {
  const groups = new Map<string, { hits: number; n: number }>();
  const bump = (name: string, hit: boolean): void => {
    const group = groups.get(name) ?? { hits: 0, n: 0 };
    groups.set(name, { hits: group.hits + (hit ? 1 : 0), n: group.n + 1 });
  };
  return {
    add(name: string, hit: boolean): void {
      bump(name, hit);
      bump('all', hit);
    },
    table(title: string): string {
      const rows = [...groups].sort().map(([name, { hits, n }]) => {
        const interval = wilson(hits, n);
        return `| ${name} | ${hits} of ${n} | ${((100 * hits) / n).toFixed(2)} % | ${(100 * interval.low).toFixed(2)}–${(100 * interval.high).toFixed(2)} |`;
      });
      return [`| ${title} | count | share | 95 % |`, '| --- | --- | --- | --- |', ...rows].join('\n');
    },
  };
}
