import type { RunFacts } from '../facts/define.ts';
import { canonical, ownSettings } from '../facts/own-settings.ts';

/** Settings to change, and the words for them. */
export interface Changes {
  /** "`learning_rate=2e-5` (a third) and `max_grad_norm=1.0`"; empty when the run had all of them. */
  readonly clause: string;
  readonly settings: Readonly<Record<string, string>>;
}

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** Those of the wanted settings that the run did not have already: what was so before is no advice. */
export function changesOf(
  facts: RunFacts,
  wanted: Readonly<Record<string, string>>,
  /** Words in brackets after a setting: `a third`. */
  remarks: Readonly<Record<string, string | null>> = {},
): Changes {
  const own = ownSettings(facts.run);
  const settings = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => own.get(name) !== canonical(value)),
  );
  const parts = Object.entries(settings).map(([name, value]) => {
    const remark = remarks[name] ?? null;
    return `\`${name}=${value}\`${remark === null ? '' : ` (${remark})`}`;
  });
  return { clause: list(parts), settings };
}
