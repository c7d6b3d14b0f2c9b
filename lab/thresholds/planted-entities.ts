import type { EntityErrorInput, TrainingMentions } from '../../src/metrics/entities/errors/index.ts';
import type { MentionColumns, TokenColumns } from '../../src/model/entities.ts';
import { createRandom, type Random } from '../../src/stats/index.ts';

export interface EntityPlan {
  readonly documents: number;
  /** Standard deviation on the logit scale of the difficulty of a name in a document, and of a name everywhere. */
  readonly byPlace: number;
  readonly byName: number;
  /** Risk of an error added for names that training does not have. */
  readonly unseen: number;
  /** Chance that the model takes in the title before a person. */
  readonly titles: number;
  /** Share of reference mentions that lost their tag or got another type, the model being right. */
  readonly relabelled: number;
  /** Two of ten places and persons share their names, told apart by the word before them. */
  readonly ambiguous: boolean;
  /** All errors are names that the model tags and the reference does not: then how a prediction is written says nothing of its being right. */
  readonly inventedOnly: boolean;
}

export const nullPlan: EntityPlan = {
  documents: 80,
  byPlace: 1,
  byName: 0,
  unseen: 0,
  titles: 0,
  relabelled: 0,
  ambiguous: true,
  inventedOnly: false,
};

export interface PlantedEntities {
  readonly input: EntityErrorInput;
  readonly training: TrainingMentions;
  /** Places whose reference was changed: sentence and start. */
  readonly relabelled: ReadonlySet<string>;
}

export const TYPES = ['PER', 'LOC', 'ORG', 'DATE'];
const TITLES = ['Mr.', 'Dr.', 'President'];
const SYLLABLES = 'ka lo mi ren ta vos el dra nu sen pi gar ot li wen ba'.split(' ');

const oneOf = <T>(r: Random, list: readonly T[]): T => list[r.integer(list.length)]!;

function nameOf(r: Random): string {
  const name = Array.from({ length: 2 + r.integer(2) }, () => oneOf(r, SYLLABLES)).join('');
  return name[0]!.toUpperCase() + name.slice(1);
}

interface Name {
  readonly words: readonly string[];
  readonly type: number;
  readonly seen: boolean;
  readonly effect: number;
}

function namesOf(plan: EntityPlan, r: Random): readonly Name[] {
  const names: Name[] = [];
  for (let i = 0; i < 240; i++) {
    const type = i % 4;
    let words = [nameOf(r)];
    if (type === 0) words = [nameOf(r), nameOf(r)].slice(r.integer(2));
    if (type === 1 && r.next() < 0.25) words.push(nameOf(r));
    if (type === 2) words = r.next() < 0.2 ? [words[0]!.toUpperCase()] : [...words, oneOf(r, ['Inc.', 'AG', 'Group'])];
    if (type === 3) words = [oneOf(r, ['May', 'June', 'March']), String(1990 + r.integer(30))].slice(0, 1 + r.integer(2));
    const effect = plan.byName * r.normal();
    names.push({ words, type, seen: r.next() < 0.6, effect });
    if (plan.ambiguous && type === 1 && r.next() < 0.2) names.push({ words, type: 0, seen: r.next() < 0.6, effect });
  }
  return names;
}

const LEADS: readonly (readonly string[])[] = [
  ['said', 'told', 'met', 'Mr.', 'Dr.', 'President', 'with'],
  ['in', 'near', 'from', 'to'],
  ['at', 'bought', 'sued', 'of'],
  ['on', 'since', 'until', 'in'],
];

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly type: number;
}

/** A file in the making: words, and mentions by word. */
function sheet() {
  const texts: string[] = [];
  const tokens = { first: [0], start: [] as number[], end: [] as number[] };
  const place = (marks: readonly (readonly Mark[])[]): MentionColumns => {
    const rows = marks.flatMap((list, s) =>
      [...list]
        .sort((a, b) => a.from - b.from || a.to - b.to)
        .map(({ from, to, type }) => {
          const at = tokens.first[s]!;
          return { s, start: tokens.start[at + from]!, end: tokens.end[at + to - 1]!, type };
        }),
    );
    return {
      sentence: Int32Array.from(rows, ({ s }) => s),
      start: Int32Array.from(rows, ({ start }) => start),
      end: Int32Array.from(rows, ({ end }) => end),
      type: Int32Array.from(rows, ({ type }) => type),
      score: null,
    };
  };
  return {
    texts,
    add(words: readonly string[]): void {
      let at = 0;
      for (const word of words) {
        tokens.start.push(at);
        tokens.end.push(at + word.length);
        at += word.length + 1;
      }
      tokens.first.push(tokens.start.length);
      texts.push(words.join(' '));
    },
    place,
    tokens: (): TokenColumns => ({
      firstOfSentence: Int32Array.from(tokens.first),
      start: Int32Array.from(tokens.start),
      end: Int32Array.from(tokens.end),
    }),
  };
}

const filler = (r: Random): string => `w${Math.floor(800 * r.next() ** 3).toString(36)}`;

function sentenceOf(names: readonly Name[], r: Random): { words: string[]; marks: (Mark & { name: Name; titled: boolean })[] } {
  const words: string[] = [];
  const marks: (Mark & { name: Name; titled: boolean })[] = [];
  const mentions = r.integer(4);
  for (let m = 0; m < mentions; m++) {
    for (let i = r.integer(6); i >= 0; i--) words.push(filler(r));
    const name = oneOf(r, names);
    const lead = oneOf(r, LEADS[name.type]!);
    words.push(lead);
    const from = words.length;
    words.push(...name.words);
    marks.push({ from, to: words.length, type: name.type, name, titled: TITLES.includes(lead) });
  }
  for (let i = r.integer(6); i >= 0; i--) words.push(filler(r));
  words.push('.');
  return { words, marks };
}

/** Documents that speak of a few names each, a model that errs, and the training data. */
export function plantedEntities(plan: EntityPlan, seed: number): PlantedEntities {
  const r = createRandom(seed);
  const names = namesOf(plan, r);
  const train = sheet();
  const trainMarks: Mark[][] = [];
  const known = names.filter(({ seen }) => seen);
  for (let s = 0; s < 400; s++) {
    const { words, marks } = sentenceOf(known, r);
    train.add(words);
    trainMarks.push(marks);
  }
  const test = sheet();
  const [gold, found]: [Mark[][], Mark[][]] = [[], []];
  const firstOfDocument = [0];
  const region: string[] = [];
  const relabelled = new Set<string>();
  for (let d = 0; d < plan.documents; d++) {
    const subjects = Array.from({ length: 6 }, () => oneOf(r, names));
    const effects = subjects.map(() => plan.byPlace * r.normal());
    const where = oneOf(r, ['north', 'south', 'east', 'west']);
    for (let i = 6 + r.integer(8); i > 0; i--) {
      const { words, marks } = sentenceOf(subjects, r);
      const s = gold.length;
      test.add(words);
      const [golds, finds]: [Mark[], Mark[]] = [[], []];
      let end = 0;
      for (const mark of marks) {
        const { from, to, type, name, titled } = mark;
        const effect = effects[subjects.indexOf(name)]! + name.effect;
        const risk = 1 / (1 + Math.exp(1.9 - effect)) + (name.seen ? 0 : plan.unseen);
        if (plan.relabelled > 0 && r.next() < plan.relabelled) {
          relabelled.add(`${s}:${words.slice(0, from).join(' ').length + (from > 0 ? 1 : 0)}`);
          finds.push({ from, to, type });
          if (r.next() < 0.5) golds.push({ from, to, type: (type + 1) % 4 });
          continue;
        }
        if (plan.inventedOnly) {
          if (r.next() >= risk) golds.push({ from, to, type });
          finds.push({ from, to, type });
          continue;
        }
        golds.push({ from, to, type });
        if (titled && r.next() < plan.titles) finds.push({ from: from - 1, to, type });
        else if (r.next() >= risk) finds.push({ from, to, type });
        else {
          const kind = r.next();
          if (kind < 0.25) finds.push({ from, to, type: (type + 1 + r.integer(3)) % 4 });
          else if (kind < 0.5) {
            if (to - from > 1 && r.next() < 0.5) finds.push(r.next() < 0.5 ? { from: from + 1, to, type } : { from, to: to - 1, type });
            else if (r.next() < 0.5 && from > end) finds.push({ from: from - 1, to, type });
            else finds.push({ from, to: to + 1, type });
          }
        }
        end = to;
      }
      if (!plan.inventedOnly && r.next() < 0.05) finds.push({ from: words.length - 2, to: words.length - 1, type: r.integer(4) });
      gold.push(golds);
      found.push(finds);
      region.push(where);
    }
    firstOfDocument.push(gold.length);
  }
  return {
    relabelled,
    training: {
      types: TYPES,
      sentences: train.texts.length,
      tokens: train.tokens(),
      mentions: train.place(trainMarks),
      text: (s) => train.texts[s]!,
    },
    input: {
      types: TYPES,
      sentences: gold.length,
      firstOfDocument: Int32Array.from(firstOfDocument),
      tokens: test.tokens(),
      reference: test.place(gold),
      predicted: test.place(found),
      extra: new Map([['region', region]]),
      text: (s) => test.texts[s]!,
    },
  };
}
