import type { ClassScores, Quality } from '../model/report.ts';
import { formatCount, formatInterval, formatValue } from '../text/numbers.ts';
import { caption, place, sheetSvg } from './fixed.ts';
import { type Whisker, whiskerScene } from './small.ts';
import { shorten } from './svg.ts';

/** Fewer examples than this get no score: the interval of recall is shown instead. */
export const fewestToScore = 10;

/** What the row of a class shows: F1 with its interval, or, with too few examples, the interval of its recall. */
export function classWhisker(scores: ClassScores): Whisker {
  const few = scores.support < fewestToScore;
  const shown = few ? scores.recall : scores.f1;
  return {
    value: shown.value,
    low: shown.interval?.low ?? null,
    high: shown.interval?.high ?? null,
    faint: few,
  };
}

/** F1 by class with intervals as a standalone figure; at most 40 classes, by support. */
export function classScoresFigure(quality: Quality, title: string): string {
  const classes = [...quality.classes].sort((a, b) => b.support - a.support).slice(0, 40);
  const [left, top, row, width] = [220, 46, 30, 400];
  const parts: string[] = [
    caption('class', 16, 24, 'text-strong', 12),
    caption('n', left - 16, 24, 'text-strong', 12, 'end'),
    caption('F1, 95 % interval (0 … 1)', left, 24, 'text-strong', 12),
  ];
  classes.forEach((scores, index) => {
    const y = top + row * index;
    const few = scores.support < fewestToScore;
    const shown = few ? scores.recall : scores.f1;
    parts.push(caption(shorten(scores.label, 24), 16, y + 13, 'text', 12));
    parts.push(caption(formatCount(scores.support), left - 16, y + 13, 'text', 12, 'end'));
    parts.push(place(whiskerScene(classWhisker(scores)), left, y, width));
    const range = shown.interval ? formatInterval(shown.interval) : '–';
    const text = few ? `recall ${range}` : `${formatValue(shown.value, 'score')}  [${range}]`;
    parts.push(caption(text, left + width + 20, y + 13, 'text', 12));
  });
  const note = `${formatCount(quality.rows)} examples. Dashed: fewer than ${fewestToScore} examples, interval of recall.`;
  const bottom = top + row * classes.length;
  parts.push(caption(note, 16, bottom + 16, 'text', 12));
  return sheetSvg({ width: left + width + 150, height: bottom + 32, parts }, `F1 by class, ${title}`, note);
}
