import type { Audit, Family } from '../audits/define.ts';
import type { RunFacts } from '../facts/define.ts';
import type { Claim, FindingDraft, Outcome, ProbeAnswer, ProbeRequest, Severity } from '../model/outcome.ts';
import type { AuditResult, Finding } from '../model/report.ts';
import { applyPrecedence } from './precedence.ts';
import { firstMissing } from './requirements.ts';

export type UnrankedFinding = Omit<Finding, 'rank'>;

/** Runs the model for an audit that asks for it; absent when the host cannot. Asked once per key. */
export type Prober = (request: ProbeRequest) => Promise<ProbeAnswer | null>;

export interface Judgement {
  readonly results: readonly AuditResult[];
  readonly findings: readonly UnrankedFinding[];
  /** Every probe answered so far, to be kept in the run. */
  readonly probes: readonly ProbeAnswer[];
}

export type Settled =
  | Exclude<Outcome, { kind: 'needs-probe' }>
  | { readonly kind: 'crashed'; readonly message: string };

/** Rounds of probing one audit may ask for; more means that it never settles. */
const MOST_PROBES = 8;

async function settle(
  audit: Audit,
  facts: RunFacts,
  prober: Prober | null,
  answers: Map<string, ProbeAnswer>,
): Promise<Settled> {
  const lack = firstMissing(audit, facts);
  if (lack !== null) return { kind: 'not-applicable', reason: lack.reason, enable: lack.enable };
  let refused = false;
  try {
    for (let round = 0; round <= MOST_PROBES; round++) {
      const outcome = audit.judge({
        run: facts.run,
        facts,
        probe: (key) => answers.get(key) ?? null,
        canProbe: prober !== null && !refused,
      });
      if (outcome.kind !== 'needs-probe') return outcome;
      const answer = prober === null || refused ? null : await prober(outcome.probe);
      // An audit that can do without is asked once more.
      if (answer === null && prober !== null && !refused) {
        refused = true;
        continue;
      }
      if (answer === null)
        return { kind: 'not-applicable', reason: 'the model would have to be run', enable: null };
      answers.set(outcome.probe.key, answer);
    }
    return { kind: 'crashed', message: `asked for more than ${MOST_PROBES} probes` };
  } catch (error) {
    return { kind: 'crashed', message: error instanceof Error ? error.message : String(error) };
  }
}

const subjectKey = (draft: FindingDraft): string =>
  [draft.subject?.split, draft.subject?.class, draft.subject?.otherClass, draft.subject?.slice]
    .filter((x) => x !== undefined)
    .join('/');

/** A hint is one weak sign: it may be worth a look, but it is no risk and fails no check. */
const place = (draft: FindingDraft, id: string, run: string): UnrankedFinding => ({
  ...draft,
  severity: draft.claim === 'hint' ? 'note' : draft.severity,
  id,
  key: [run, id, subjectKey(draft)].filter((part) => part !== '').join('/'),
  subject: { ...draft.subject, run },
});

/** Asks every audit about one run, applies the order of precedence, and keeps what every audit said. */
export async function judge(
  audits: readonly Audit[],
  facts: RunFacts,
  prober: Prober | null,
): Promise<Judgement> {
  const answers = new Map(facts.run.probes.map((answer) => [answer.key, answer]));
  const settled: { audit: Audit; outcome: Settled }[] = [];
  for (const audit of audits) settled.push({ audit, outcome: await settle(audit, facts, prober, answers) });

  const superseded = applyPrecedence(
    settled.map(({ audit, outcome }) => ({
      id: audit.id,
      findings: outcome.kind === 'finding' ? outcome.findings : [],
    })),
  );
  const run = facts.run.id;
  const findings = settled.flatMap(({ audit, outcome }) =>
    outcome.kind === 'finding' && !superseded.has(audit.id)
      ? outcome.findings.map((draft) => place(draft, audit.id, run))
      : [],
  );
  const results = settled.map(({ audit, outcome }) =>
    resultOf(audit, outcome, run, superseded.get(audit.id) ?? null),
  );
  return { results, findings, probes: [...answers.values()] };
}

/** What one audit said, of one run or, with `run` null, of several together. */
export function resultOf(
  audit: Pick<Audit, 'id' | 'title' | 'failureTitle'>,
  outcome: Settled,
  run: string | null,
  by: { readonly by: string; readonly because: string } | null,
): AuditResult {
  // Written out: a folder of a thousand runs has a hundred thousand of these.
  const result = (
    status: AuditResult['status'],
    text: string,
    more: Partial<Omit<AuditResult, 'id' | 'run' | 'status' | 'text'>> = {},
  ): AuditResult => ({
    id: audit.id,
    run,
    title: more.title ?? audit.title,
    enough: more.enough ?? null,
    enable: more.enable ?? null,
    supersededBy: more.supersededBy ?? null,
    evidence: more.evidence ?? NOTHING,
    status,
    text,
  });
  switch (outcome.kind) {
    case 'pass':
      return result('pass', outcome.measured, outcome);
    case 'inconclusive':
      return result('inconclusive', outcome.reason, {
        title: audit.failureTitle,
        enough: outcome.enough,
        evidence: outcome.evidence,
      });
    case 'not-applicable':
      return result('not-applicable', outcome.reason, outcome);
    case 'crashed':
      return result('crashed', outcome.message);
    case 'finding': {
      const title = outcome.findings[0]?.title ?? audit.failureTitle;
      if (by !== null) return result('superseded', by.because, { title, supersededBy: by.by });
      return result('finding', outcome.findings[0]?.measured ?? '', { title });
    }
  }
}

const NOTHING: AuditResult['evidence'] = [];

const severityWeight: Record<Severity, number> = { problem: 100, risk: 10, note: 1 };
const claimWeight: Record<Claim, number> = { fact: 1, strong: 0.95, likely: 0.7, hint: 0.35 };

/** A note without weight is context, certain and seldom what the reader came for: it comes after the others. */
const CONTEXT = 0.2;

/** Notes on cost after like notes on the model. */
const AFTER_QUALITY = 0.8;

/** Consequence × certainty; resource findings after quality findings at equal weight, context last. */
export const importance = (finding: UnrankedFinding, family: Family | null): number =>
  severityWeight[finding.severity] *
    claimWeight[finding.claim] *
    (0.5 + (finding.weight ?? 0.5)) *
    (finding.weight === 0 && finding.severity === 'note' ? CONTEXT : 1) *
    (family === 'resources' && finding.severity === 'note' ? AFTER_QUALITY : 1) -
  (family === 'resources' ? 0.001 : 0);

/** What is wrong with the run as a whole is mended first: single classes are often weak because of it. */
const AFTER_THE_RUN = 0.25;
const OF_EXAMPLES: ReadonlySet<Family | null> = new Set<Family | null>([
  'classes',
  'calibration',
  'errors',
  'entities',
]);
const OF_A_PART: ReadonlySet<Family | null> = new Set<Family | null>([
  ...OF_EXAMPLES,
  'resources',
  'record',
  null,
]);

const isOfTheRun = (finding: UnrankedFinding, family: Family | null): boolean =>
  finding.severity !== 'note' && finding.claim !== 'hint' && !OF_A_PART.has(family);

/** Orders findings by importance and numbers them from 1. Risks of single classes, subsets and scores follow those of the whole run. */
export function rank(
  findings: readonly UnrankedFinding[],
  families: ReadonlyMap<string, Family>,
): readonly Finding[] {
  const familyOf = (finding: UnrankedFinding): Family | null => families.get(finding.id) ?? null;
  const failing = new Set(
    findings.filter((one) => isOfTheRun(one, familyOf(one))).map((one) => one.subject.run),
  );
  const later = (one: UnrankedFinding): boolean =>
    OF_EXAMPLES.has(familyOf(one)) && one.severity === 'risk' && failing.has(one.subject.run);
  return findings
    .map((finding, index) => ({
      finding,
      index,
      weight: importance(finding, familyOf(finding)) * (later(finding) ? AFTER_THE_RUN : 1),
    }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .map(({ finding }, index) => ({ ...finding, rank: index + 1 }));
}
