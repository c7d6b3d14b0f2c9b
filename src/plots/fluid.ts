import type { Mark, Scene } from './marks.ts';
import { escapeXml, pathData, short } from './svg.ts';

const percent = (share: number): string => `${short(100 * share)}%`;

/** Width of the stretched inner drawing that holds the paths. */
const stretched = 1000;

/**
 * Writes a scene as SVG for a page: the width follows the page, x is in per cent and text keeps its size. Paths cannot
 * be given in per cent, so they live in an inner SVG that is stretched with non-scaling strokes. Looks come from
 * classes, so that the page needs no inline styles.
 */
export function fluidSvg(
  scene: Scene,
  name: { readonly title: string; readonly description?: string } | null,
): string {
  const body = [
    ...section(scene.marks, scene.height, ''),
    ...(scene.linear ? section(scene.linear, scene.height, 'on-linear') : []),
    ...(scene.logarithmic ? section(scene.logarithmic, scene.height, 'on-log') : []),
  ].join('');
  const label = name === null ? ' aria-hidden="true"' : ` role="img" aria-label="${escapeXml(name.title)}"`;
  const description = name?.description === undefined ? '' : `<desc>${escapeXml(name.description)}</desc>`;
  return `<svg class="chart" width="100%" height="${scene.height}"${label}>${description}${body}</svg>`;
}

function section(marks: readonly Mark[], height: number, className: string): string[] {
  const out: string[] = className === '' ? [] : [`<g class="${className}">`];
  let paths: string[] = [];
  // Neighbouring paths share one stretched drawing; the order of marks is the order of painting.
  const flush = () => {
    if (paths.length > 0)
      out.push(
        `<svg width="100%" height="${height}" viewBox="0 0 ${stretched} ${height}" preserveAspectRatio="none">${paths.join('')}</svg>`,
      );
    paths = [];
  };
  for (const mark of marks) {
    if (mark.kind === 'path' || mark.kind === 'area') {
      const data = pathData(mark, (share) => share * stretched);
      if (data !== '') paths.push(`<path class="${mark.role}" d="${data}"/>`);
      continue;
    }
    flush();
    out.push(element(mark));
  }
  flush();
  if (className !== '') out.push('</g>');
  return out;
}

function element(mark: Exclude<Mark, { kind: 'path' | 'area' }>): string {
  switch (mark.kind) {
    case 'line':
      return `<line class="${mark.role}" x1="${percent(mark.x1)}" x2="${percent(mark.x2)}" y1="${short(mark.y1)}" y2="${short(mark.y2)}"/>`;
    case 'rect':
      return `<rect class="${mark.role}" x="${percent(mark.x)}" width="${percent(Math.max(0, mark.width))}" y="${short(mark.y)}" height="${short(Math.max(0, mark.height))}"/>`;
    case 'circle':
      return `<circle class="${mark.role}" cx="${percent(mark.x)}" cy="${short(mark.y)}" r="${mark.radius}"/>`;
    case 'cross':
      return `<svg class="spot" x="${percent(mark.x)}" y="${short(mark.y)}" width="1" height="1"><path class="${mark.role}" d="M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5"/></svg>`;
    case 'triangle':
      return `<svg class="spot" x="${percent(mark.x)}" y="${short(mark.y)}" width="1" height="1"><path class="${mark.role}" d="M-4-4 4-4 0 3Z"/></svg>`;
    case 'text': {
      const classes = [mark.role, mark.anchor ?? 'start', mark.halo ? 'halo' : '', mark.screen ?? ''].filter(
        (name) => name !== '' && name !== 'start',
      );
      return `<text class="${classes.join(' ')}" x="${percent(mark.x)}"${mark.dx === 0 ? '' : ` dx="${short(mark.dx)}"`} y="${short(mark.y)}">${escapeXml(mark.text)}</text>`;
    }
  }
}
