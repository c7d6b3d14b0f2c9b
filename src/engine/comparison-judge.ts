import type { ComparisonAudit } from '../audits/define.ts';
import type { GroupFacts } from '../facts/group/define.ts';
import type { FindingDraft } from '../model/outcome.ts';
import type { AuditResult } from '../model/report.ts';
import { resultOf, type Settled, type UnrankedFinding } from './judge.ts';
import { applyPrecedence } from './precedence.ts';
import { comparisonPrecedence } from './precedence-comparison.ts';

export interface GroupJudgement {
  readonly results: readonly AuditResult[];
  readonly findings: readonly UnrankedFinding[];
}

function settle(audit: ComparisonAudit, group: GroupFacts): Settled {
  try {
    const outcome = audit.judge(group);
    if (outcome.kind !== 'needs-probe') return outcome;
    return { kind: 'not-applicable', reason: 'the models would have to be run', enable: null };
  } catch (error) {
    return { kind: 'crashed', message: error instanceof Error ? error.message : String(error) };
  }
}

/** Keys name few runs by their ids; a finding about many is numbered. */
const MOST_IN_KEY = 3;

function place(draft: FindingDraft, id: string, taken: Set<string>): UnrankedFinding {
  const runs = draft.subject?.runs ?? [];
  const about = runs.length > 0 && runs.length <= MOST_IN_KEY ? [runs.join(' + ')] : [];
  const base = ['group', id, ...about, draft.subject?.class, draft.subject?.slice]
    .filter((part) => part !== undefined)
    .join('/');
  let key = base;
  for (let again = 2; taken.has(key); again++) key = `${base}/${again}`;
  taken.add(key);
  return {
    ...draft,
    // One weak sign is no risk, here as in a single run.
    severity: draft.claim === 'hint' ? 'note' : draft.severity,
    id,
    key,
    subject: { ...draft.subject, run: null },
  };
}

/** Asks every comparison audit about the group and applies their order of precedence. */
export function judgeGroup(audits: readonly ComparisonAudit[], group: GroupFacts): GroupJudgement {
  const settled = audits.map((audit) => ({ audit, outcome: settle(audit, group) }));
  const superseded = applyPrecedence(
    settled.map(({ audit, outcome }) => ({
      id: audit.id,
      findings: outcome.kind === 'finding' ? outcome.findings : [],
    })),
    comparisonPrecedence,
  );
  const taken = new Set<string>();
  return {
    findings: settled.flatMap(({ audit, outcome }) =>
      outcome.kind === 'finding' && !superseded.has(audit.id)
        ? outcome.findings.map((draft) => place(draft, audit.id, taken))
        : [],
    ),
    results: settled.map(({ audit, outcome }) =>
      resultOf(audit, outcome, null, superseded.get(audit.id) ?? null),
    ),
  };
}
