import { describe, expect, it } from 'vitest';
import {
  averagedF1,
  conventions,
  exactCounts,
  type TaggedSides,
  type ToolAnswer,
} from '../../../../src/metrics/entities/tags/index.ts';
import type { TaggingScheme } from '../../../../src/model/entities.ts';
import oracle from '../../../oracles/entities.json' with { type: 'json' };
import { sidesOf } from './tagged.ts';

type Answer = readonly (number | null)[] | string | null;
type Named = (typeof oracle.named)[number] & Readonly<Record<string, unknown>>;

/** BMEOW is BMES with a W to us. */
const schemeOf = (name: string): TaggingScheme => (name === 'BMEOW' ? 'BMES' : (name as TaggingScheme));

function answerOf(tool: string, sides: TaggedSides, scheme: string): ToolAnswer {
  return conventions.find((convention) => convention.id === tool)!.read(sides, schemeOf(scheme));
}

function expectSame(tool: string, sides: TaggedSides, scheme: string, theirs: Answer): void {
  const answer = answerOf(tool, sides, scheme);
  if (theirs === null || typeof theirs === 'string') {
    expect(answer.kind, `${tool}: ${theirs}`).toBe('refused');
    // The reason names the tool's own error; where a file has several, the tool names the one it meets first.
    if (
      answer.kind === 'refused' &&
      theirs !== null &&
      theirs !== 'exit 1' &&
      sides.reference.tags.length < 6
    )
      expect(answer.reason, tool).toContain(theirs);
    return;
  }
  expect(answer.kind, `${tool}: ${answer.kind === 'refused' ? answer.reason : ''}`).toBe('read');
  if (answer.kind === 'refused') return;
  const { reading } = answer;
  const found = exactCounts(reading.reference, reading.predicted);
  const counts = { ...found, correct: reading.correct ?? found.correct };
  if (tool === 'spacy') {
    const [precision, recall, f1] = theirs;
    if (precision === null) {
      expect(counts).toEqual({ reference: 0, predicted: 0, correct: 0 });
      return;
    }
    expect(counts.predicted === 0 ? 0 : counts.correct / counts.predicted, tool).toBeCloseTo(precision!, 8);
    expect(counts.reference === 0 ? 0 : counts.correct / counts.reference, tool).toBeCloseTo(recall!, 8);
    const both = counts.reference + counts.predicted;
    expect(both === 0 ? 0 : (2 * counts.correct) / both, tool).toBeCloseTo(f1!, 8);
    return;
  }
  expect([counts.reference, counts.predicted, counts.correct], tool).toEqual(theirs.slice(0, 3));
  const both = counts.reference + counts.predicted;
  if (theirs.length > 3)
    expect(both === 0 ? 0 : (2 * counts.correct) / both, tool).toBeCloseTo(theirs[3]!, 8);
  if (tool === 'seqeval-default') {
    const averages = averagedF1(answer);
    if (theirs[4] === null) expect(averages).toBeNull();
    else {
      expect(averages!.macro).toBeCloseTo(theirs[4]!, 8);
      expect(averages!.weighted).toBeCloseTo(theirs[5]!, 8);
    }
  }
}

const { seqeval, seqscore, spacy, conlleval } = oracle.versions;

describe(`as seqeval ${seqeval}, SeqScore ${seqscore}, spaCy ${spacy} and conlleval of ${conlleval} count`, () => {
  it.each(oracle.named as unknown as readonly Named[])('$name', (c) => {
    const sides = sidesOf(c.reference as string[][], c.predicted as string[][]);
    for (const tool of oracle.tools) expectSame(tool, sides, c.scheme, c[tool] as Answer);
  });

  const letters = new Map([...oracle.alphabet].map((letter, index) => [letter, oracle.names[index]!]));
  const unpack = (text: string): string[][] =>
    text.split(' ').map((sentence) => [...sentence].map((letter) => letters.get(letter)!));
  const schemes = [...new Set(oracle.files.map((file) => file[0] as string))];

  it.each(schemes)('random files of %s, sound and corrupted', (scheme) => {
    const files = oracle.files.filter((file) => file[0] === scheme);
    expect(files.length).toBeGreaterThan(40);
    for (const [, reference, predicted, ...answers] of files) {
      const sides = sidesOf(unpack(reference as string), unpack(predicted as string));
      oracle.tools.forEach((tool, index) => {
        expectSame(tool, sides, scheme, answers[index] as Answer);
      });
    }
  });
});

describe('the rules of ExplainaBoard, as its source has them', () => {
  const counts = (reference: string[], predicted: string[]): unknown => {
    const answer = answerOf('explainaboard', sidesOf([reference], [predicted]), 'IOB2');
    return answer.kind === 'refused'
      ? answer.reason
      : exactCounts(answer.reading.reference, answer.reading.predicted);
  };

  it('a mention keeps the type of its first tag', () => {
    expect(counts(['B-PER', 'I-PER', 'O'], ['B-PER', 'I-LOC', 'O'])).toEqual({
      reference: 1,
      predicted: 1,
      correct: 1,
    });
  });

  it('takes of a type with a hyphen what stands before it', () => {
    const answer = answerOf('explainaboard', sidesOf([['B-ARGM-LOC']], [['B-ARGM-TMP']]), 'IOB2');
    expect(answer).toMatchObject({ kind: 'read', reading: { types: ['ARGM'] } });
    expect(counts(['B-ARGM-LOC'], ['B-ARGM-TMP'])).toMatchObject({ correct: 1 });
  });

  it('does not know E, S, L and U', () => {
    expect(counts(['B-PER', 'E-PER', 'S-PER'], ['B-PER', 'I-PER', 'S-PER'])).toMatchObject({ correct: 0 });
    expect(counts(['B-P', 'I-P', 'L-P', 'O', 'U-O'], ['B-P', 'I-P', 'I-P', 'O', 'U-O'])).toMatchObject({
      correct: 0,
    });
  });

  it('stops at types without letters', () => {
    expect(counts(['PER', 'PER', 'O'], ['PER', 'PER', 'O'])).toContain('IndexError');
  });
});
