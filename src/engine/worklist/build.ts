import type { RunFacts } from '../../facts/define.ts';
import type { Example, PredictionSet } from '../../model/predictions.ts';
import type { Claim, Column, Finding, Table, WorkAction, WorkItem, WorkList } from '../../model/report.ts';
import { tellsNoText } from '../plain-ids.ts';
import { type Task, tasksOf } from './tasks.ts';

const TABLE = 'worklist';

/** Where a row serves findings that ask for different things, the surest one says what to do; among equals the more particular. */
const particular: readonly WorkAction[] = ['check-label', 'adjudicate', 'review'];
const surest: readonly Claim[] = ['fact', 'strong', 'likely', 'hint'];

/** Negative where the first is to be done. */
const byCertainty = (a: Pick<Gathered, 'claim' | 'action'>, b: Pick<Gathered, 'claim' | 'action'>): number =>
  surest.indexOf(a.claim) - surest.indexOf(b.claim) ||
  particular.indexOf(a.action) - particular.indexOf(b.action);

interface Gathered extends Task {
  readonly run: string;
  /** Of the finding that says what to do. */
  readonly claim: Claim;
  readonly findings: string[];
  readonly whys: string[];
}

function join(into: Gathered, task: Task, { key, claim }: Finding): Gathered {
  if (!into.findings.includes(key)) into.findings.push(key);
  if (!into.whys.includes(task.why)) into.whys.push(task.why);
  const { action } = task;
  const first = byCertainty({ action, claim }, into) < 0 ? { action, claim } : {};
  return { ...into, ...first, suggested: into.suggested ?? task.suggested };
}

/**
 * What to do by hand, in the order of the findings: a row that serves two findings appears once, at the place of the first, with
 * both. Adds the table of the rows to `tables`.
 */
export async function buildWorkList(
  findings: readonly Finding[],
  factsOf: (run: string) => RunFacts | null,
  texts: boolean,
  tables: Record<string, Table>,
): Promise<WorkList> {
  const gathered = new Map<string, Gathered>();
  const answersOf = new Map<string, Awaited<ReturnType<PredictionSet['answers']>>>();
  for (const finding of findings) {
    const { run } = finding.subject;
    const facts = run === null ? null : factsOf(run);
    const set = facts?.predictions();
    if (run === null || !facts || !set) continue;
    if (!answersOf.has(run)) answersOf.set(run, await set.answers());
    const work = { finding, facts, set: set.id, labels: set.labels, answers: answersOf.get(run)! };
    for (const task of tasksOf(work)) {
      const key = JSON.stringify(
        task.row === null ? [run, task.action, task.why] : [run, task.set, task.row],
      );
      const before = gathered.get(key);
      gathered.set(
        key,
        before === undefined
          ? { ...task, run, claim: finding.claim, findings: [finding.key], whys: [task.why] }
          : join(before, task, finding),
      );
    }
  }
  const items = [...gathered.values()].map(
    ({ action, findings: keys, run, set, row, suggested, whys, gain }): WorkItem => ({
      action,
      findings: keys,
      run,
      set,
      row,
      suggested,
      why: whys.join('; '),
      gain,
    }),
  );
  tables[TABLE] = await examplesOf(items, factsOf, texts);
  return { items, table: TABLE, textsLeftOut: !texts };
}

async function examplesOf(
  items: readonly WorkItem[],
  factsOf: (run: string) => RunFacts | null,
  texts: boolean,
): Promise<Table> {
  const examples: (Example | null)[] = items.map(() => null);
  const places = new Map<PredictionSet, number[]>();
  items.forEach(({ run, set, row }, index) => {
    const held = factsOf(run)?.run.predictions.find(({ id }) => id === set);
    if (held === undefined || row === null || row >= held.rows) return;
    const own = places.get(held);
    if (own === undefined) places.set(held, [index]);
    else own.push(index);
  });
  for (const [set, own] of places) {
    const found = await set.examples(Uint32Array.from(own, (index) => items[index]!.row!));
    own.forEach((index, at) => {
      examples[index] = found[at] ?? null;
    });
  }
  const ids = texts || examples.every((example) => tellsNoText(example?.id ?? null));
  const numbers = (name: string, value: (example: Example) => number | null): Column => ({
    name,
    type: 'number',
    values: Float64Array.from(examples, (one) => (one === null ? Number.NaN : (value(one) ?? Number.NaN))),
  });
  const strings = (name: string, value: (example: Example) => string | null): Column => ({
    name,
    type: 'string',
    values: examples.map((one) => (one === null ? null : value(one))),
  });
  return {
    rows: items.length,
    columns: [
      numbers('row', (example) => example.row),
      strings('id', (example) => (ids ? example.id : null)),
      strings('text', (example) => (texts ? example.text : null)),
      strings('reference', (example) => example.reference),
      strings('predicted', (example) => example.predicted),
      numbers('confidence', (example) => example.confidence),
    ],
  };
}
