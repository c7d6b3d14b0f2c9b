import type { RunFacts } from '../../facts/define.ts';
import { averageBelowLog } from '../../facts/run-average.ts';
import type { Evidence } from '../../model/outcome.ts';
import { many } from '../../text/words.ts';
import { defineAudit, pass } from '../define.ts';
import { lossText, place } from '../wording.ts';

function fromSeams(facts: RunFacts): {
  readonly title: string;
  readonly measured: string;
  readonly evidence: readonly Evidence[];
} {
  const { run } = facts;
  const discarded = run.seams.reduce((sum, seam) => sum + seam.discardedRows, 0);
  const first = run.seams[0]!;
  const where =
    run.seams.length === 1
      ? `at ${place(run, first.step)}`
      : `${many(run.seams.length, 'time')}, first at ${place(run, first.step)}`;
  return {
    title: `Training was resumed ${where}`,
    measured: `${first.evidence}. ${discarded === 0 ? 'No row was logged twice' : `${many(discarded, 'row')} of the interrupted part, after ${place(run, first.after)}, ${discarded === 1 ? 'was' : 'were'} replaced by the later part, which produced the final model`}`,
    evidence: [
      ...run.seams.map((seam) => ({
        name: 'resumed',
        value: seam.step,
        step: seam.step,
        method: seam.evidence,
      })),
      { name: 'last step before it that counts', value: first.after },
      { name: 'rows that were replaced', value: discarded },
    ],
  };
}

export const resumeOverlap = defineAudit({
  id: 'resume-overlap',
  family: 'record',
  title: 'The log is of one unbroken training',
  failureTitle: 'The training was interrupted and resumed',
  why: 'A slope across the seam, the run average of the loss and the run time are wrong after a resume.',
  requires: [],
  references: ['huggingface/transformers issues 12942 and 11323, pull request 9818'],
  judge({ run, facts }) {
    const average = averageBelowLog(run);
    if (run.seams.length === 0 && average === null) return pass('Steps and epochs rise without a break');
    const seams = run.seams.length > 0 ? fromSeams(facts) : null;
    const proof =
      average === null
        ? ''
        : `\`train_loss\` is ${lossText(average.average)}, but the logged rows alone average at least ${lossText(average.least)} over all steps: as when only the part after a resume is summed`;
    const evidence = [...(seams?.evidence ?? [])];
    if (average !== null)
      evidence.push(
        { name: 'train_loss as written', value: average.average },
        {
          name: 'least possible average of the logged rows',
          value: average.least,
          method: 'Σ row × steps of its window / all steps',
        },
      );
    return {
      kind: 'finding',
      findings: [
        {
          // Without a seam the average may also be left over from another run in the same folder.
          claim: seams === null ? 'likely' : 'fact',
          severity: 'note',
          title: seams?.title ?? 'Training was likely resumed, without a visible seam',
          measured: [seams?.measured, proof].filter((x) => x !== undefined && x !== '').join('. '),
          mattersWhen: 'you quote the run average of the loss, the run time or the samples per second',
          advice: {
            text: 'Read the curves on both sides of the seam apart, and do not quote `train_loss`, run time or throughput of this run',
          },
          refutedBy: null,
          evidence,
          weight: 0.8,
        },
      ],
    };
  },
});
