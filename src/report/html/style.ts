import answer from './style/answer.css?raw';
import calibration from './style/calibration.css?raw';
import charts from './style/charts.css?raw';
import comparison from './style/comparison.css?raw';
import controls from './style/controls.css?raw';
import entities from './style/entities.css?raw';
import examples from './style/examples.css?raw';
import findings from './style/findings.css?raw';
import frame from './style/frame.css?raw';
import narrow from './style/narrow.css?raw';
import parts from './style/parts.css?raw';
import print from './style/print.css?raw';
import subsets from './style/subsets.css?raw';
import tables from './style/tables.css?raw';
import theme from './style/theme.css?raw';

/** Comments and indentation stay at home. */
const packed = (style: string): string =>
  style
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replaceAll(';}', '}');

/** Of mentions at their texts: only pages that show some have it. */
export const sentenceStyle = packed(entities);

/** The page's style sheet: widths and print last, so that they win. */
export const style = packed(
  [
    theme,
    frame,
    controls,
    answer,
    charts,
    calibration,
    findings,
    tables,
    examples,
    subsets,
    parts,
    comparison,
    narrow,
    print,
  ].join(''),
);
