import { whyApart } from '../../facts/group/together.ts';
import { formatCount } from '../../text/numbers.ts';
import { many } from '../../text/words.ts';
import { figure, subjectOf } from '../comparison-words.ts';
import { defineComparisonAudit, notApplicable, pass } from '../define.ts';

/** B3 of the catalogue: a count, with what other people's seeds did. */
export const singleSeed = defineComparisonAudit({
  id: 'single-seed',
  family: 'comparison',
  title: 'Settings were repeated with several seeds',
  failureTitle: 'One run per setting cannot separate the setting from the seed',
  why: 'Two runs of one setting differ by the seed alone, often by more than two settings do.',
  references: ['https://aclanthology.org/D17-1035/', 'https://arxiv.org/abs/2006.04884'],
  judge(group) {
    const apart = whyApart(group);
    if (apart !== null) return notApplicable(apart);
    const settings = group.settings();
    const trained = settings.filter(({ members }) =>
      members.some((member) => group.members[member]!.facts.run.framework !== 'none'),
    );
    if (trained.length < 2)
      return notApplicable(
        settings.length < 2 ? 'the runs do not differ in a setting' : 'predictions without a training record',
      );
    // Reruns with one and the same seed repeat the run, not the draw.
    const single = trained.filter(({ members, seeds }) => members.length === 1 || seeds.length === 1);
    if (single.length === 0) return pass(`Each of ${many(trained.length, 'setting')} was run more than once`);
    const reruns = single.filter(({ members }) => members.length > 1).length;
    return {
      kind: 'finding',
      findings: [
        {
          claim: 'fact',
          severity: 'note',
          subject: subjectOf(
            group,
            single.flatMap(({ members }) => members),
          ),
          title:
            single.length === trained.length
              ? 'Each setting was run with one seed only'
              : `${formatCount(single.length)} of ${many(trained.length, 'setting')} ${single.length === 1 ? 'was' : 'were'} run with one seed only`,
          measured: `${many(trained.length, 'setting')}, ${many(
            trained.reduce((sum, s) => sum + s.members.length, 0),
            'run',
          )}${reruns > 0 ? `; ${many(reruns, 'setting')} repeated the same seed, which adds nothing` : ''}. Elsewhere the seed alone moved scores by 0.8 to 2.4 points (standard deviation, small GLUE tasks, stable recipe), more when runs failed`,
          mattersWhen:
            'a better score is credited to a setting; a p value on the test set answers another question',
          advice: {
            text: 'Run each setting that you want to compare with 3 seeds to see failures, with 5 to compare',
          },
          refutedBy: null,
          evidence: [figure('settings', trained.length), figure('settings with one seed', single.length)],
          weight: group.asked ? 0.5 : 0.3,
        },
      ],
    };
  },
});
