import type { Rule } from './precedence.ts';

/** Statements that rest on the courses or the scores of whole runs. The tests of pairs leave out what must not be compared by themselves. */
const rankings = ['higher-loss-but-better', 'trajectory-would-overtake', 'unequal-budget'];

/**
 * Findings about several runs that make others say nothing more, or the wrong thing. A note of `not-comparable` spoils numbers that
 * the comparison does not rest on, so only a problem silences. Over seeds a verdict on settings says more than one on single
 * models, but another thing, so neither silences the other.
 */
export const comparisonPrecedence: readonly Rule[] = [
  {
    when: 'not-comparable',
    atLeast: 'problem',
    supersedes: rankings,
    because: 'the numbers do not measure the same thing',
  },
  {
    when: 'eval-loss-depends-on-batching',
    supersedes: ['higher-loss-but-better', 'trajectory-would-overtake'],
    because: 'the losses are not comparable',
  },
  {
    when: 'failed-seeds-in-mean',
    supersedes: ['seed-instability'],
    because: 'the failed runs are told there',
  },
];
