import type { RunFacts } from '../../facts/define.ts';
import { type SpikeEvent, type SpikeEvents, spikeEvents } from '../../facts/spike-events.ts';
import type { Advice, FindingDraft } from '../../model/outcome.ts';
import { formatCount, formatRate, formatTimes } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { defineAudit, inconclusive, notApplicable, pass } from '../define.ts';
import { rateAgainstTable, steadier } from '../learning-rate-advice.ts';
import { lossText, measure, place } from '../wording.ts';

const LEAST_ROWS = 40;
/** Fewer rows leave few windows to compare with. */
const STRONG_ROWS = 100;
/** From so many on it is no single accident. */
const REPEATED = 3;
/** A leap of the gradient norm at most of the jumps. */
const MOST = 0.5;

const courseText = (event: SpikeEvent): string => {
  switch (event.course) {
    case 'recovered':
      return `it was back after ${many(event.rowsToRecover ?? 1, 'row')}`;
    case 'lingering':
      return 'it was not back within ten rows';
    case 'at-end':
      return 'the log ends before it could come back';
  }
};

function eventEvidence(event: SpikeEvent): FindingDraft['evidence'] {
  return [
    measure('loss at the jump', event.peak, { step: event.step }),
    measure('median of the 25 rows before', event.before),
    ...(event.rowsToRecover === null ? [] : [measure('rows until it was back', event.rowsToRecover)]),
  ];
}

/** A lower rate and clipping: what steadies an unstable run. */
function steady(facts: RunFacts): Advice {
  return (
    steadier(facts, { clip: true }) ?? {
      text: 'Halve the learning rate and set `max_grad_norm=1.0`',
      settings: { max_grad_norm: '1.0' },
    }
  );
}

function single(facts: RunFacts, event: SpikeEvent, rows: number): FindingDraft {
  const surer = rows >= STRONG_ROWS || event.gradient === true;
  return {
    claim: event.course === 'at-end' || !surer ? 'likely' : 'strong',
    severity: event.course === 'lingering' ? 'risk' : 'note',
    subject: { split: 'train' },
    title: `Training loss jumped at ${place(facts.run, event.step)}${event.course === 'recovered' ? ' and came back' : ''}`,
    measured: `${lossText(event.peak)} after a median of ${lossText(event.before)} over the 25 rows before; ${courseText(event)}${event.gradient === true ? '; the gradient norm leapt with it' : ''}`,
    cause: {
      text: 'one update that was too large, or unusual examples; the batch alone may not be the reason',
      claim: 'hint',
    },
    mattersWhen:
      event.course === 'recovered' ? 'it happens again' : 'you use a checkpoint from after the jump',
    advice:
      event.course === 'recovered'
        ? null
        : {
            text: `Compare the evaluations before and after ${place(facts.run, event.step)}, and take the better checkpoint`,
          },
    refutedBy:
      'Run the same batches again from the checkpoint before it, a few minutes: if the loss jumps again, the examples are the reason',
    evidence: eventEvidence(event),
    weight: event.course === 'recovered' ? 0.1 : 0.4,
  };
}

function repeated(facts: RunFacts, events: readonly SpikeEvent[], rows: number): FindingDraft {
  const first = events[0]!;
  const highest = events.reduce((a, b) => (b.peak / b.before > a.peak / a.before ? b : a));
  const table = rateAgainstTable(facts);
  const known = events.filter((e) => e.gradient !== null);
  const leapt = known.filter((e) => e.gradient === true).length;
  const unstable = known.length > 0 && leapt >= MOST * known.length;
  const over = table !== null && table.overHigh > 1;
  return {
    claim: rows >= STRONG_ROWS ? 'strong' : 'likely',
    severity: 'risk',
    subject: { split: 'train' },
    title: `Training loss jumped ${many(events.length, 'time')}, first at ${place(facts.run, first.step)}`,
    measured: `The largest jump, at ${place(facts.run, highest.step)}, was to ${lossText(highest.peak)}, ${formatTimes(highest.peak / highest.before)} times the median of the 25 rows before${leapt > 0 ? `; the gradient norm leapt at ${leapt} of them` : ''}`,
    cause: over
      ? {
          text: `the learning rate of ${formatRate(table.peak)} was ${formatTimes(table.overHigh)} times the upper end of what is usual for ${table.range.family}`,
          claim: unstable ? 'likely' : 'hint',
        }
      : { text: 'updates that are too large: the learning rate, or no clipping', claim: 'hint' },
    mattersWhen: 'the last checkpoint may lie right after a jump',
    advice: steady(facts),
    refutedBy:
      'Repeat the stretch around the first jump with half of the learning rate, a few minutes: the same jumps would refute it',
    evidence: [
      measure('jumps of training loss', events.length, { n: rows, step: first.step }),
      measure('loss at the largest jump', highest.peak, { step: highest.step }),
      measure('median of the 25 rows before', highest.before),
      ...(leapt > 0 ? [measure('jumps with a leap of the gradient norm', leapt, { n: known.length })] : []),
      ...(over
        ? [
            measure('peak learning rate', table.peak),
            measure('upper end of the usual range', table.range.high, { method: table.range.source }),
          ]
        : []),
    ],
    weight: 0.5,
  };
}

/** Jumps at equal distances belong to the batches, not to the run. */
function regular(facts: RunFacts, found: SpikeEvents): ReturnType<typeof inconclusive> {
  const every = formatCount(Math.round(found.every ?? 0));
  return inconclusive(
    found.regular === 'epoch-end'
      ? `Training loss jumped ${many(found.events.length, 'time')}, each time where an epoch ends: a last batch of few examples would look like this`
      : `Training loss jumped ${many(found.events.length, 'time')} at equal distances, every ${every} ${facts.run.axis}s: batches grouped by length, or ordered data, would look like this`,
    'The same log with `dataloader_drop_last=True`, `group_by_length=False` and shuffled data',
  );
}

/** A10 of the catalogue. A jump that the loss outlived is a note; what stayed up is left to `loss-diverged`. */
export const lossSpike = defineAudit({
  id: 'loss-spike',
  family: 'collapse',
  title: 'Training loss made no sudden jump',
  failureTitle: 'Training loss made a sudden jump',
  why: 'A single jump that heals is usually harmless; repeated ones are a sign of an unstable run.',
  requires: ['train-loss'],
  references: [
    'Chowdhery et al. 2022, arXiv 2204.02311, section 5.1 (the same batches from another checkpoint made no spike)',
    'docs/thresholds/curve-shapes.md',
  ],
  judge({ facts }) {
    const curve = facts.trainLoss();
    const rows = curve?.n ?? 0;
    if (rows < LEAST_ROWS)
      return notApplicable(
        `${many(rows, 'finite row')} of training loss, and it takes ${LEAST_ROWS} to tell a jump from the course of the run`,
        'log-training-loss',
      );
    const found = spikeEvents(facts);
    const own = found.events.filter((event) => event.beside === null);
    if (found.events.length > 0 && own.length === 0) {
      const { beside, step } = found.events[0]!;
      return pass(
        `Training loss jumped at ${place(facts.run, step)}, right after ${beside === 'resume' ? 'the run was resumed' : 'the learning rate rose again'}, which explains it`,
      );
    }
    if (own.length === 0)
      return pass(
        `No row of ${formatCount(rows)} lay far above the 25 before it (more than six deviations and three times their median)`,
      );
    if (found.regular !== null) return regular(facts, found);
    return {
      kind: 'finding',
      findings: [
        own.length >= REPEATED
          ? repeated(facts, own, rows)
          : single(facts, own.find((event) => event.course !== 'recovered') ?? own[0]!, rows),
      ],
    };
  },
});
