import { safeLine } from '../../report/safe-text.ts';

/** Nothing is shown for work shorter than this. */
const QUIET_MILLISECONDS = 1000;
const BETWEEN_MILLISECONDS = 100;

export interface Progress {
  step(done: number, total: number, what: string): void;
  end(): void;
}

/** A line on stderr for anything over a second, only on a terminal. */
export function createProgress(enabled: boolean): Progress {
  const started = Date.now();
  let last = 0;
  let shown = false;
  return {
    step(done, total, what) {
      const now = Date.now();
      if (!enabled || now - started < QUIET_MILLISECONDS || now - last < BETWEEN_MILLISECONDS) return;
      last = now;
      shown = true;
      const text = safeLine(total > 0 ? `${what} (${done + 1} of ${total})` : what);
      process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    end() {
      if (shown) process.stderr.write('\r\u001b[2K');
    },
  };
}
