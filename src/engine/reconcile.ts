import type { RunFacts } from '../facts/define.ts';
import { canonical, ownSettings } from '../facts/own-settings.ts';
import type { Advice } from '../model/outcome.ts';
import type { Finding } from '../model/report.ts';

/** What following an advice does to the next run, where two pieces of advice can pull in opposite directions. */
type Pull = 'longer' | 'shorter' | 'rate up' | 'rate down' | 'regularise more' | 'regularise less';

const opposite: Readonly<Record<Pull, Pull>> = {
  longer: 'shorter',
  shorter: 'longer',
  'rate up': 'rate down',
  'rate down': 'rate up',
  'regularise more': 'regularise less',
  'regularise less': 'regularise more',
};

/** Advice that pulls in words, whether or not it names a setting. */
const byId: Readonly<Record<string, Pull>> = {
  'still-improving-at-end': 'longer',
  'too-few-updates': 'longer',
  'early-stop-premature': 'longer',
  'too-many-epochs': 'shorter',
  'wasted-after-best': 'shorter',
  'lr-too-low': 'rate up',
};

interface Before {
  readonly own: ReadonlyMap<string, string>;
  readonly epochs: number | null;
  readonly steps: number | null;
  readonly rate: number | null;
}

const nothingBefore: Before = { own: new Map(), epochs: null, steps: null, rate: null };

const direction = (value: string, before: number | null, up: Pull, down: Pull): readonly Pull[] => {
  const wanted = Number(value);
  if (before === null || !Number.isFinite(wanted) || Math.abs(wanted - before) <= 0.01 * Math.abs(before))
    return [];
  return [wanted > before ? up : down];
};

function pullOf(name: string, value: string, before: Before): readonly Pull[] {
  const had = before.own.get(name);
  const own = had === undefined || !Number.isFinite(Number(had)) ? null : Number(had);
  switch (name) {
    case 'num_train_epochs':
    case 'epochs':
      return direction(value, before.epochs ?? own, 'longer', 'shorter');
    case 'max_steps':
      return direction(value, before.steps, 'longer', 'shorter');
    case 'learning_rate':
      return direction(value, before.rate ?? own, 'rate up', 'rate down');
    case 'weight_decay':
    case 'label_smoothing_factor':
      return direction(value, own ?? 0, 'regularise more', 'regularise less');
    default:
      // Dropout lies in the model's configuration, and is only ever advised where it was high.
      return /dropout/.test(name) ? ['regularise less'] : [];
  }
}

/** Pulls of one finding's advice: of its settings, and of what the finding is. */
function pullsOf(finding: Finding, before: Before): ReadonlySet<Pull> {
  const pulls = new Set(
    Object.entries(finding.advice?.settings ?? {}).flatMap(([name, value]) => pullOf(name, value, before)),
  );
  const said = byId[finding.id];
  if (said !== undefined) pulls.add(said);
  return pulls;
}

const settingsOf = (advice: Advice): readonly (readonly [string, string])[] =>
  Object.entries(advice.settings ?? {});

/** The advice without settings that the run had already; null when nothing else was in it. */
function withoutOwn(advice: Advice, own: ReadonlyMap<string, string>): Advice | null {
  const all = settingsOf(advice);
  const rest = all.filter(([name, value]) => own.get(name) !== canonical(value));
  if (rest.length === all.length) return advice;
  // Words that name none of the settings are advice of their own: "Use checkpoint-500".
  const onlySettings = all.every(([name]) => advice.text.includes(name));
  return rest.length === 0 && onlySettings ? null : { ...advice, settings: Object.fromEntries(rest) };
}

interface Clash {
  readonly winner: Finding;
  /** Settings of the loser that cannot stand. */
  readonly names: ReadonlySet<string>;
  /** Settings of the winner that say so. */
  readonly asks: readonly (readonly [string, string])[];
}

function clashOf(
  finding: Finding & { readonly advice: Advice },
  stronger: readonly (Finding & { readonly advice: Advice })[],
  before: Before,
): Clash | null {
  const pulls = pullsOf(finding, before);
  for (const winner of stronger) {
    const theirs = winner.advice.settings ?? {};
    const other = settingsOf(finding.advice).filter(
      ([name, value]) => theirs[name] !== undefined && canonical(theirs[name]) !== canonical(value),
    );
    const against = [...pullsOf(winner, before)].filter((pull) => pulls.has(opposite[pull]));
    if (other.length === 0 && against.length === 0) continue;
    const pulling = settingsOf(finding.advice).filter(([name, value]) =>
      pullOf(name, value, before).some((pull) => against.includes(opposite[pull])),
    );
    return {
      winner,
      names: new Set([...other, ...pulling].map(([name]) => name)),
      asks: settingsOf(winner.advice).filter(
        ([name, value]) =>
          other.some(([same]) => same === name) ||
          pullOf(name, value, before).some((pull) => against.includes(pull)),
      ),
    };
  }
  return null;
}

/** Advice on what is there already keeps what does not clash; any other says whose advice comes first. */
function yielded(finding: Finding & { readonly advice: Advice }, clash: Clash): Advice {
  const { advice } = finding;
  // "Use checkpoint-500" holds whatever the next run is to be like; its settings are a remark on that run.
  const aboutWhatIsThere =
    (advice.effort === 'none' || advice.effort === 'evaluate') &&
    byId[finding.id] === undefined &&
    ![...clash.names].some((name) => advice.text.includes(name));
  if (clash.names.size > 0 && aboutWhatIsThere) {
    const settings = Object.fromEntries(settingsOf(advice).filter(([name]) => !clash.names.has(name)));
    return { ...advice, settings };
  }
  const asks =
    clash.asks.length === 0
      ? ''
      : `, which asks for ${clash.asks.map(([name, value]) => `\`${name}=${value}\``).join(' and ')}`;
  return {
    text: `First follow the advice on “${clash.winner.title}”${asks}; then judge the next run again`,
    after: clash.winner.key,
  };
}

/** Findings about one run (or about several together), most important first. */
function reconciledOne(findings: readonly Finding[], before: Before): readonly Finding[] {
  const standing: (Finding & { readonly advice: Advice })[] = [];
  return findings.map((finding): Finding => {
    if (finding.advice === null) return finding;
    const advice = withoutOwn(finding.advice, before.own);
    if (advice === null) return { ...finding, advice };
    let own = { ...finding, advice };
    // One finding may clash with several; each round takes at least one setting away, or ends.
    for (let round = 0; round <= settingsOf(advice).length; round++) {
      const clash = clashOf(own, standing, before);
      if (clash === null) {
        standing.push(own);
        return own;
      }
      own = { ...own, advice: yielded(own, clash) };
      if (own.advice.after !== undefined) return own;
    }
    return { ...own, advice: null };
  });
}

/**
 * Advice of one run's findings never contradicts itself: no two values for one setting, no two opposite pulls, nothing that the
 * run had already. The more important finding's stands (the order of `findings`); the other says which one comes first. Findings about several runs are reconciled among themselves.
 */
export function reconcileAdvice(
  findings: readonly Finding[],
  factsOf: (run: string) => RunFacts | null,
): readonly Finding[] {
  const byRun = new Map<string | null, Finding[]>();
  for (const finding of findings) {
    const group = byRun.get(finding.subject.run);
    if (group === undefined) byRun.set(finding.subject.run, [finding]);
    else group.push(finding);
  }
  const done = new Map<Finding, Finding>();
  for (const [run, own] of byRun) {
    const facts = run === null ? null : factsOf(run);
    const before =
      facts === null
        ? nothingBefore
        : {
            own: ownSettings(facts.run),
            epochs: facts.epochs(),
            steps: facts.updates()?.value ?? null,
            rate: facts.peakLearningRate()?.value ?? null,
          };
    reconciledOne(own, before).forEach((result, index) => void done.set(own[index]!, result));
  }
  return findings.map((finding) => done.get(finding)!);
}
