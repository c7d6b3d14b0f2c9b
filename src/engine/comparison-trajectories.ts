import type { GroupFacts, Member } from '../facts/group/define.ts';
import { greaterIsBetterByName } from '../facts/target-metric.ts';
import type { ComparisonTrajectories } from '../model/comparison.ts';
import type { Table } from '../model/report.ts';
import type { Series } from '../model/series.ts';
import { type ComputeScale, computeScale, fractionScale } from './comparison-axes.ts';

interface Traced {
  readonly member: Member;
  readonly series: Series;
}

interface Choice {
  readonly quantity: string;
  readonly share: boolean;
  readonly greaterIsBetter: boolean;
  readonly traced: readonly Traced[];
}

/** The series of one quantity at the evaluations of each member; members that did not log it have no line. */
function tracedOf(group: GroupFacts, seriesOf: (member: Member) => Series | null): readonly Traced[] {
  return group.members.flatMap((member) => {
    const series = seriesOf(member);
    return series === null || series.step.length === 0 ? [] : [{ member, series }];
  });
}

/** The group's metric where at least two members logged it over time, else the validation loss. */
function choose(group: GroupFacts): Choice | null {
  const metric = group.metric();
  if (metric !== null) {
    const traced = tracedOf(group, ({ facts }) => {
      const target = facts.targetMetric();
      if (target?.quantity === metric.quantity) return target.series;
      if (metric.quantity === 'loss') return facts.validationLoss()?.series ?? null;
      return (
        facts.run.series.find((series) => series.quantity === metric.quantity && series.split !== 'train') ??
        null
      );
    });
    if (traced.length >= 2)
      return {
        quantity: metric.quantity,
        share: metric.share,
        greaterIsBetter: metric.greaterIsBetter,
        traced,
      };
  }
  const traced = tracedOf(group, ({ facts }) => facts.validationLoss()?.series ?? null);
  return traced.length < 2 ? null : { quantity: 'loss', share: false, greaterIsBetter: false, traced };
}

/**
 * The curves of a group over three axes: equal steps, equal compute, equal share of the planned schedule. An axis that some run
 * does not record what it takes has no column and a reason. Tables are added as `comparison/trajectory/<letter>`.
 */
export function trajectoriesOf(
  group: GroupFacts,
  tables: Record<string, Table>,
): ComparisonTrajectories | null {
  const choice = choose(group);
  if (choice === null) return null;
  const { traced, quantity } = choice;
  const facts = traced.map(({ member }) => member.facts);
  const axes = new Set(facts.map(({ run }) => run.axis));
  const [axis] = axes;
  const compute = computeScale(facts);
  const fraction = fractionScale(facts);
  const column = (scale: ComputeScale, index: number, series: Series): Float64Array => {
    const factor = scale.factors === null ? Number.NaN : (scale.factors[index] as number);
    return series.step.map((step) => step * factor);
  };
  const lines = traced.map(({ member, series }, index) => {
    const table = `comparison/trajectory/${member.letter}`;
    tables[table] = {
      rows: series.step.length,
      columns: [
        { name: 'step', type: 'number', values: series.step },
        { name: 'compute', type: 'number', values: column(compute, index, series) },
        { name: 'fraction', type: 'number', values: column(fraction, index, series) },
        { name: 'value', type: 'number', values: series.value },
      ],
    };
    return { run: member.facts.run.id, letter: member.letter, table };
  });
  return {
    quantity: quantity === 'loss' ? 'validation loss' : quantity,
    format: quantity === 'loss' ? 'loss' : choice.share ? 'percent' : 'score',
    greaterIsBetter: choice.greaterIsBetter ?? greaterIsBetterByName(quantity) ?? false,
    axes: [
      {
        id: 'step',
        title: axis === 'epoch' ? 'epochs' : 'optimiser steps',
        note:
          axis === 'epoch'
            ? 'Equal epochs: each run has seen its training data equally often.'
            : 'Equal steps: each run has made the same number of weight updates, with the batch and the rate it had.',
        column: axes.size === 1 ? 'step' : null,
        reason:
          axes.size === 1
            ? null
            : 'some runs count optimiser steps and others epochs, so there is no common axis',
      },
      {
        id: 'compute',
        title: compute.title,
        note: 'Equal compute: what each run had reached for the same work.',
        column: compute.factors === null ? null : 'compute',
        reason: compute.reason,
      },
      {
        id: 'schedule',
        title: fraction.title,
        note: 'Equal share of the schedule: each run as far into its own learning-rate schedule; the end is where both have annealed.',
        column: fraction.factors === null ? null : 'fraction',
        reason: fraction.reason,
      },
    ],
    lines,
  };
}
