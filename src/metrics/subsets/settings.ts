/** How the search goes. Figures behind the defaults: docs/thresholds/subsets.md. */
export interface SearchSettings {
  readonly seed: number;
  /** Rows of a subset, and of the rest, in each half. */
  readonly leastRows: number;
  /** Rows of each part of a crossing outside the crossing, in each half. */
  readonly leastOutside: number;
  /** Smallest difference to the rest that is reported: points of error rate, or standard deviations of a loss. */
  readonly leastGap: number;
  /** One-sided z that the discovering half must show for a single property and for a crossing to be tested on the other. */
  readonly screen: number;
  readonly screenCrossing: number;
  /** Expected share of false ones among what is confirmed (Benjamini–Hochberg). */
  readonly level: number;
  /** More candidates than this are not tested; the strongest are. */
  readonly mostCandidates: number;
  readonly mostWords: number;
  readonly mostBigrams: number;
  /** Rows named for each subset. */
  readonly worstRows: number;
}

export const defaultSettings: SearchSettings = {
  seed: 1,
  leastRows: 15,
  leastOutside: 8,
  leastGap: 0.05,
  screen: 2,
  screenCrossing: 2.5,
  level: 0.05,
  mostCandidates: 300,
  mostWords: 150,
  mostBigrams: 60,
  worstRows: 20,
};
