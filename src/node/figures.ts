import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../model/report.ts';
import { figureSvg, figures } from '../plots/figures.ts';
import { markPng } from './png.ts';
import { writeOwn } from './write.ts';

/** Pixels per SVG unit in the PNG: sharp in print at column width. */
const SCALE = 2;

/** Writes every figure of a report as SVG and PNG into a folder. Returns the paths written. */
export async function writeFigures(report: Report, folder: string): Promise<readonly string[]> {
  const { Resvg } = await import('@resvg/resvg-js');
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const { name } of figures(report)) {
    const svg = `<!-- written by Afterfit -->\n${figureSvg(report, name)}`;
    const image = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: SCALE },
      font: { loadSystemFonts: true, defaultFontFamily: 'sans-serif' },
    });
    const safe = name.replace(/[^A-Za-z0-9._-]+/g, '-');
    for (const [ending, content] of [
      ['svg', svg],
      ['png', markPng(image.render().asPng())],
    ] as const) {
      const path = join(folder, `${safe}.${ending}`);
      await writeOwn(path, content);
      written.push(path);
    }
  }
  return written;
}
