import { selectionOptimism } from '../../facts/selection-optimism.ts';
import { metricName } from '../../text/metric-names.ts';
import { formatCount } from '../../text/numbers.ts';
import { defineAudit, notApplicable } from '../define.ts';
import { differenceText, measure, metricText } from '../wording.ts';

/** Half a point is worth knowing; one point and one standard error are worth acting on. */
const WORTH_A_NOTE = 0.005;
const LARGE = 0.01;
const CAVEAT = 0.02;
const LEAST_EXAMPLES = 30;

/**
 * A48 of the catalogue: best − c_k·σ·√(1−ρ), with k the evaluations that are not clearly worse than the best (a value
 * on the way up was no candidate), σ the error of one evaluation and ρ = 0.8 between checkpoints of one run.
 */
export const bestOfManyOptimism = defineAudit({
  id: 'best-of-many-optimism',
  family: 'selection',
  title: 'The best score is hardly flattered by the choice',
  failureTitle: 'The best score is flattered by having been chosen',
  why: 'The highest of several equally good evaluations is high by luck; a test score will be lower without any shift.',
  requires: ['validation-metric', 'validation-size'],
  references: ['https://jmlr.org/papers/v11/cawley10a.html', 'https://aclanthology.org/D19-1224/'],
  judge({ facts }) {
    const target = facts.targetMetric();
    const curve = facts.targetCurve();
    const error = facts.metricError();
    if (target === null || curve === null) return notApplicable('no finite metric was logged', 'log-metric');
    const optimism = selectionOptimism(facts);
    if (optimism === null)
      return notApplicable(
        error.reason ?? 'the sampling error of the metric is not known',
        'save-predictions',
      );
    const { luck, candidates: k, best, single, n } = optimism;
    if (n < LEAST_EXAMPLES)
      return notApplicable(
        `${formatCount(n)} evaluation examples are too few to speak of a standard error`,
        'state-evaluation-size',
      );
    const sign = target.greaterIsBetter ? 1 : -1;
    const method = `expected maximum of ${k} × standard error of one evaluation × √(1 − 0.8)`;
    const evidence = [
      measure('optimism', luck, { n, method }),
      measure('evaluations about as good as the best', k),
      measure('standard error of one evaluation', single, { n, method: error.method }),
    ];
    const scale = target.share ? 1 : Math.max(1e-9, Math.abs(best));
    if (k < 3 || luck / scale < WORTH_A_NOTE)
      return {
        kind: 'pass',
        measured:
          k < 2
            ? `The best evaluation stands alone (${formatCount(curve.n)} evaluations), so the choice flatters it little`
            : `${formatCount(k)} of ${formatCount(curve.n)} evaluations are about as good as the best; choosing among them flatters it by about ${differenceText(target, luck)}`,
        evidence,
      };
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'likely',
          severity: luck / scale > LARGE && luck > single ? 'risk' : 'note',
          subject: { split: 'validation' },
          title: `The best ${metricName(target.quantity)} is likely flattered by about ${differenceText(target, luck)}`,
          measured: `It is the best of ${formatCount(k)} evaluations that are about equally good; expect about ${metricText(target, best - sign * luck)} instead of ${metricText(target, best)} on fresh data of the same kind`,
          mattersWhen: 'the best value is reported as the model’s quality',
          advice: {
            text: 'Report the score on a test set that chose nothing, or the mean of the last evaluations',
          },
          refutedBy:
            'One evaluation on fresh examples: if it is no lower than the best, the choice cost nothing',
          evidence,
          // A point or two are a caveat of every report, not what the reader came for.
          weight: luck / scale < CAVEAT ? 0 : Math.min(1, (20 * luck) / scale),
        },
      ],
    };
  },
});
