/** How far a run is. Rates and times count what is computed now, not what the cache had. */
export interface RunProgress {
  readonly phase: 'checking' | 'loading' | 'tokenizing' | 'running';
  readonly rowsDone: number;
  readonly rows: number;
  readonly rowsFromCache: number;
  /** Null until the first batch is through. */
  readonly rowsPerSecond: number | null;
  /** By tokens, not by rows: batches of long texts come first. */
  readonly secondsLeft: number | null;
}

/** Keeps count and tells the host. */
export interface Progress {
  phase(phase: RunProgress['phase']): void;
  cached(rows: number): void;
  begin(cost: number): void;
  add(rows: number, cost: number): void;
}

export function createProgress(rows: number, tell: ((progress: RunProgress) => void) | undefined): Progress {
  let phase: RunProgress['phase'] = 'checking';
  let rowsFromCache = 0;
  let rowsRun = 0;
  let cost = 0;
  let costDone = 0;
  let began = 0;
  const say = (): void => {
    const seconds = (performance.now() - began) / 1000;
    const known = rowsRun > 0 && seconds > 0;
    tell?.({
      phase,
      rows,
      rowsDone: rowsFromCache + rowsRun,
      rowsFromCache,
      rowsPerSecond: known ? rowsRun / seconds : null,
      secondsLeft: known && costDone > 0 ? (seconds * (cost - costDone)) / costDone : null,
    });
  };
  return {
    phase(next) {
      phase = next;
      say();
    },
    cached(count) {
      rowsFromCache = count;
      say();
    },
    begin(total) {
      cost = total;
      began = performance.now();
      phase = 'running';
      say();
    },
    add(count, done) {
      rowsRun += count;
      costDone += done;
      say();
    },
  };
}
