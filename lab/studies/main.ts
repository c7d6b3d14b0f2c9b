import { fillPages, type Half, published, record, tableOf } from './page.ts';
import type { Count } from './study.ts';
import { studies } from './index.ts';
import { totalsOf } from './totals.ts';

export interface Job {
  readonly study: string;
  readonly seed: number;
}

const option = (args: readonly string[], name: string): string | undefined => {
  const place = args.indexOf(name);
  return place < 0 ? undefined : args[place + 1];
};

const halfOf = (args: readonly string[]): Half => (option(args, '--half') === 'choosing' ? 'choosing' : 'reported');

/** Data sets of one half: even seeds choose, odd ones are reported. The long ones first, so that both workers end together. */
export function jobsOf(args: readonly string[]): readonly Job[] {
  if (args.includes('--pages')) return [];
  const only = option(args, '--only')?.split(',') ?? [];
  const most = Number(option(args, '--sets') ?? Number.POSITIVE_INFINITY);
  const odd = halfOf(args) === 'reported' ? 1 : 0;
  return studies
    .filter(({ id }) => only.length === 0 || only.includes(id))
    .flatMap(({ id, sets }) => Array.from({ length: Math.min(sets, most) }, (_, i) => ({ study: id, seed: 2 * i + odd })));
}

export function runJob(study: string, seed: number): Promise<readonly Count[]> {
  const found = studies.find(({ id }) => id === study);
  if (found === undefined) throw new Error(`no study is called ${study}`);
  return found.run(seed);
}

/** Adds up and prints; all of the reported half is held against what is published. */
export function finish(args: readonly string[], jobs: readonly Job[], results: readonly (readonly Count[])[]): number {
  if (args.includes('--pages')) {
    fillPages(studies, published());
    return 0;
  }
  const totals = totalsOf(studies, results.flat());
  console.log(tableOf(totals.filter(({ of }) => of > 0)));
  const whole = option(args, '--only') === undefined && option(args, '--sets') === undefined;
  if (!whole || halfOf(args) === 'choosing') return 0;
  return record(studies, totals, args.includes('--check'));
}
