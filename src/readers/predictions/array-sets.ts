import { describeError } from '../../formats/error.ts';
import type { ReadContext, RunFragment } from '../../model/reader.ts';
import type { SourceFile } from '../../model/source.ts';
import { formatCount } from '../../text/numbers.ts';
import {
  choosePartner,
  looksShuffled,
  namesByRows,
  ownLabels,
  type Partner,
  partnersFor,
  sayTheSame,
} from './array-join.ts';
import { type ArrayGroup, arrayTable, describeGroup, filesOf, findArrays } from './arrays.ts';
import { assemble } from './assemble.ts';
import type { LabelLookup } from './config-labels.ts';
import { statedNames } from './features.ts';
import type { FoundTable } from './files.ts';
import { joinedName, sideBySide } from './join.ts';
import { severalLabelsOfArrays } from './multi-label/of-arrays.ts';
import type { SeveralLookup } from './problem-type.ts';
import { recognise } from './recognise.ts';
import { savedSplit } from './shards.ts';
import { splitFromPath } from './split.ts';
import { tell } from './tell.ts';

export interface ArraySets {
  readonly fragments: readonly RunFragment[];
  /** Tables that became part of a set here. */
  readonly taken: ReadonlySet<FoundTable>;
}

/**
 * Sets from arrays of NumPy: logits or predictions with the labels saved beside them, or with a table of the same folder that
 * has as many rows.
 */
export async function arraySets(
  files: readonly SourceFile[],
  read: readonly FoundTable[],
  reference: FoundTable | null,
  lookup: LabelLookup,
  several: SeveralLookup,
  context: ReadContext,
): Promise<ArraySets> {
  const fragments: RunFragment[] = [];
  const taken = new Set<FoundTable>();
  for (const found of await findArrays(files, context)) {
    let group = found;
    try {
      const ofSeveral = await severalLabelsOfArrays(found, lookup, several, context);
      if (ofSeveral !== null) {
        if (ofSeveral.fragment !== null) fragments.push(ofSeveral.fragment);
        continue;
      }
      group = { ...found, indicators: null };
      const free = read.filter((table) => !taken.has(table));
      const partner = await partnerOf(group, free, files, reference, lookup, context);
      if (partner === 'none') continue;
      const fragment = await readGroup(group, partner, reference !== null, lookup, context);
      if (fragment === null) continue;
      fragments.push(fragment);
      if (partner !== null) taken.add(partner.found);
    } catch (error) {
      const [file] = filesOf(group);
      const nextStep = 'save the arrays again';
      context.problem({ file: file!, ...describeError(error), nextStep, partial: false });
    }
  }
  return { fragments, taken };
}

/** The table to join with; null for arrays that have their own labels; `none` when nothing says what is right. */
async function partnerOf(
  group: ArrayGroup,
  read: readonly FoundTable[],
  files: readonly SourceFile[],
  reference: FoundTable | null,
  lookup: LabelLookup,
  context: ReadContext,
): Promise<Partner | null | 'none'> {
  const namesNear = async (path: string): Promise<readonly string[]> => (await lookup(path))[0]?.names ?? [];
  if (reference !== null) {
    const seen = recognise(reference.table, context.options, await namesNear(reference.path), reference.path);
    const named = 'roles' in seen && seen.roles.reference !== null ? seen.roles : null;
    if (named === null) return 'none';
    return (await choosePartner({ ...group, split: null }, [partner(reference, named)], context)) ?? 'none';
  }
  const partners = await partnersFor(group, read, files, namesNear, context);
  if ((await ownLabels(group)) === null) return (await choosePartner(group, partners, context)) ?? 'none';
  // With labels of their own, a table only adds its texts, and only when it holds the same labels in the same rows.
  return partners.find((one) => sayTheSame(group, one)) ?? null;
}

const partner = (found: FoundTable, roles: Partner['roles']): Partner => ({
  found,
  roles,
  reference: roles.reference!,
});

async function readGroup(
  group: ArrayGroup,
  partner: Partner | null,
  given: boolean,
  lookup: LabelLookup,
  context: ReadContext,
): Promise<RunFragment | null> {
  const files = filesOf(group);
  const [path] = files;
  const near = await lookup(path!);
  if (partner === null) {
    const { table, scores } = await arrayTable(group);
    const roles = {
      reference: group.reference!.label,
      predicted: group.predicted?.label ?? null,
      ...{ texts: [], id: null, split: null, confidence: null },
      scores,
    };
    const assembly = assemble(table, roles, { path: path!, split: group.split, given: true, config: near });
    return tell(path!, assembly, table, context, files.slice(1));
  }
  const { found, roles } = partner;
  // What the table already says is believed; labels that are the same need not be there twice.
  const wanted = { ...group, reference: null, predicted: roles.predicted === null ? group.predicted : null };
  const arrays = await arrayTable(wanted);
  const table = sideBySide(found.table, arrays.table);
  const rename = (name: string): string => joinedName(found.table, name);
  const joined = {
    ...roles,
    predicted: roles.predicted ?? (wanted.predicted === null ? null : rename(wanted.predicted.label)),
    scores: [
      ...arrays.scores.map((source) => ({ ...source, columns: source.columns.map(rename) })),
      ...roles.scores,
    ],
  };
  const confirmed = sayTheSame(group, partner);
  const how = confirmed
    ? `${group.reference!.label} holds the labels of the same rows`
    : `both hold ${formatCount(group.rows)} rows, and nothing says which belong together`;
  context.assume(`${describeGroup(group)} and ${found.path} were joined by order: ${how}.`);
  const config = [
    ...statedNames(found.table, [roles.reference, roles.predicted], found.path),
    ...namesByRows(group, partner),
    ...near,
  ];
  const own = roles.predicted !== null;
  const split = group.split ?? (await savedSplit(found.path, context.source)) ?? splitFromPath(found.path);
  const name = own ? found.path : path!;
  const assembly = assemble(table, joined, { path: name, split, given, config });
  if ('sets' in assembly && !own && !given && !confirmed) {
    for (const set of assembly.sets) {
      const shuffled = await looksShuffled(set);
      if (shuffled === null) continue;
      context.assume(`${name}: ${shuffled}.`);
      return null;
    }
  }
  found.problems.forEach(context.problem);
  return tell(
    name,
    assembly,
    table,
    context,
    [found.path, ...files].filter((other) => other !== name),
  );
}
