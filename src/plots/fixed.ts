import type { Mark, Role, Scene } from './marks.ts';
import { escapeXml, pathData, short } from './svg.ts';

/** The light colours of the page, for paper. */
const ink = {
  text: '#17202a',
  second: '#47525e',
  third: '#5b6773',
  validation: '#0b63b0',
  train: '#78828d',
  test: '#7d5f00',
  act: '#9c3d00',
  edge: '#7f8b97',
  rule: '#d7dde3',
  paper: '#ffffff',
} as const;

const stroke = (color: string, width: number, more = '') =>
  `fill="none" stroke="${color}" stroke-width="${width}"${more}`;
const fill = (color: string, more = '') => `fill="${color}"${more}`;
const dashed = ' stroke-dasharray="3 3"';
const strong = ' font-weight="600"';
/** Twelve runs are told apart by three colours and four dashes, and named by their letters. */
const dashes = [
  '',
  ' stroke-dasharray="7 3"',
  ' stroke-dasharray="2 3"',
  ' stroke-dasharray="8 3 2 3"',
] as const;

/** Attributes only: a style sheet inside an SVG is lost in many programs that place pictures. */
const looks: Readonly<Record<Role, string>> = {
  grid: stroke(ink.rule, 1),
  axis: stroke(ink.edge, 1),
  train: stroke(ink.train, 2, ' stroke-linejoin="round"'),
  raw: stroke(ink.train, 1, ' stroke-opacity="0.45"'),
  validation: stroke(ink.validation, 2, ' stroke-linejoin="round"'),
  test: stroke(ink.test, 2, ' stroke-linejoin="round"'),
  band: fill(ink.validation, ' fill-opacity="0.13"'),
  envelope: fill(ink.train, ' fill-opacity="0.3"'),
  whisker: stroke(ink.validation, 1.5),
  'whisker-wide': stroke(ink.validation, 2),
  'whisker-faint': stroke(ink.train, 2, ' stroke-dasharray="3 2.5"'),
  point: fill(ink.validation),
  hollow: `fill="${ink.paper}" stroke="${ink.validation}" stroke-width="2"`,
  'unit-wrong': stroke(ink.act, 1.5),
  'train-point': fill(ink.train),
  'train-hollow': `fill="${ink.paper}" stroke="${ink.train}" stroke-width="1.5"`,
  reference: stroke(ink.second, 1, dashed),
  best: stroke(ink.text, 1.25),
  seam: stroke(ink.second, 1, dashed),
  warmup: fill(ink.third, ' fill-opacity="0.09"'),
  wasted: fill(ink.act, ' fill-opacity="0.06"'),
  unlogged: fill(ink.third, ' fill-opacity="0.08"'),
  cursor: 'display="none"',
  cross: stroke(ink.act, 2),
  zero: fill(ink.train),
  text: fill(ink.second),
  'text-strong': fill(ink.text, strong),
  'text-validation': fill(ink.validation, strong),
  'text-test': fill(ink.test, strong),
  'text-train': fill(ink.third, strong),
  'text-act': fill(ink.act),
  'bar-validation': fill(ink.validation),
  'bar-act': fill(ink.act, ' fill-opacity="0.75"'),
  'bar-neutral': fill(ink.train, ' fill-opacity="0.55"'),
  'heat-0': fill(ink.paper),
  'heat-1': fill(ink.validation, ' fill-opacity="0.07"'),
  'heat-2': fill(ink.validation, ' fill-opacity="0.15"'),
  'heat-3': fill(ink.validation, ' fill-opacity="0.25"'),
  'heat-4': fill(ink.validation, ' fill-opacity="0.34"'),
  ...(Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `run-${index}`,
      stroke(
        [ink.validation, ink.test, ink.second][index % 3] as string,
        index % 3 === 2 ? 1.5 : 2,
        ` stroke-linejoin="round"${dashes[Math.floor(index / 3)]}`,
      ),
    ]),
  ) as Record<Extract<Role, `run-${number}`>, string>),
  'run-other': stroke(ink.train, 1, ' stroke-opacity="0.4"'),
  'run-best': stroke(ink.validation, 2.5, ' stroke-linejoin="round"'),
  'run-middle': stroke(ink.test, 2, ' stroke-linejoin="round" stroke-dasharray="7 3"'),
  'run-failed': stroke(ink.act, 1.25, ' stroke-dasharray="2 3"'),
  strip: `fill="${ink.paper}" stroke="${ink.validation}" stroke-width="1.5"`,
  'strip-failed': stroke(ink.act, 1.5),
};

const fontFamily = 'Inter, Arial, Helvetica, sans-serif';

/** A figure under construction: parts placed on a white sheet of fixed size. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly string[];
}

/** Writes a scene at a place of the sheet, `width` pixels wide. Narrow-screen marks are left out. */
export function place(scene: Scene, x: number, y: number, width: number): string {
  const marks = [...scene.marks, ...(scene.linear ?? [])];
  return `<g transform="translate(${short(x)} ${short(y)})">${marks
    .filter((mark) => !(mark.kind === 'text' && mark.screen === 'narrow') && mark.role !== 'cursor')
    .map((mark) => element(mark, width))
    .join('')}</g>`;
}

/** A line of text on the sheet. */
export const caption = (
  text: string,
  x: number,
  y: number,
  role: Role,
  size = 12,
  anchor = 'start',
): string =>
  `<text x="${short(x)}" y="${short(y)}" font-size="${size}" text-anchor="${anchor}" ${looks[role]}>${escapeXml(text)}</text>`;

/** The sheet as a standalone SVG file with a white ground; opens in any viewer and in resvg. */
export const sheetSvg = (sheet: Sheet, title: string, description: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}" viewBox="0 0 ${sheet.width} ${sheet.height}" font-family="${fontFamily}" role="img"><title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc><rect width="100%" height="100%" fill="${ink.paper}"/>${sheet.parts.join('')}</svg>`;

function element(mark: Mark, width: number): string {
  const look = looks[mark.role];
  const at = (share: number) => short(share * width);
  switch (mark.kind) {
    case 'line':
      return `<line x1="${at(mark.x1)}" x2="${at(mark.x2)}" y1="${short(mark.y1)}" y2="${short(mark.y2)}" ${look}/>`;
    case 'rect':
      return `<rect x="${at(mark.x)}" width="${at(Math.max(0, mark.width))}" y="${short(mark.y)}" height="${short(Math.max(0, mark.height))}" ${look}/>`;
    case 'circle':
      return `<circle cx="${at(mark.x)}" cy="${short(mark.y)}" r="${mark.radius}" ${look}/>`;
    case 'cross':
      return `<path transform="translate(${at(mark.x)} ${short(mark.y)})" d="M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5" ${look}/>`;
    case 'triangle':
      return `<path transform="translate(${at(mark.x)} ${short(mark.y)})" d="M-4-4 4-4 0 3Z" ${look}/>`;
    case 'text': {
      const place = `x="${short(mark.x * width + mark.dx)}" y="${short(mark.y)}" font-size="12" text-anchor="${mark.anchor ?? 'start'}"`;
      const text = escapeXml(mark.text);
      // The halo is a second text underneath: paint-order is not supported everywhere.
      const halo = mark.halo
        ? `<text ${place} fill="${ink.paper}" stroke="${ink.paper}" stroke-width="4" stroke-linejoin="round">${text}</text>`
        : '';
      return `${halo}<text ${place} ${look}>${text}</text>`;
    }
    case 'path':
    case 'area': {
      const data = pathData(mark, (share) => share * width);
      return data === '' ? '' : `<path d="${data}" ${look}/>`;
    }
  }
}
