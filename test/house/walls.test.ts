import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom: a layer sees itself and the layers listed. The order is the way data walks. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  text: ['model'],
  stats: ['model'],
  formats: ['model'],
  sources: ['model'],
  predictions: ['model', 'stats'],
  readers: ['model', 'formats', 'predictions', 'text'],
  metrics: ['model', 'stats', 'text'],
  facts: ['model', 'stats', 'metrics', 'text'],
  audits: ['model', 'stats', 'metrics', 'facts', 'text'],
  plots: ['model', 'text'],
  report: ['model', 'plots', 'text'],
  'model-runner': ['model', 'formats', 'text'],
  engine: ['model', 'stats', 'sources', 'readers', 'predictions', 'metrics', 'facts', 'audits', 'text', '.'],
  node: [
    'model',
    'stats',
    'formats',
    'model-runner',
    'sources',
    'predictions',
    'readers',
    'audits',
    'engine',
    'report',
    'plots',
    'text',
    '.',
  ],
};

/** Packages that each layer may use; everything else has to be asked for in docs/decisions/. */
const packages: Readonly<Record<string, readonly string[]>> = {
  formats: ['fflate', 'fzstd', 'hyparquet', 'papaparse'],
  text: ['d3-format'],
  plots: ['d3-scale', 'd3-shape', 'd3-array', 'd3-format'],
  report: ['@noble/hashes', 'd3-format'],
};

function* sourceFiles(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sourceFiles(path);
    else if (path.endsWith('.ts') && !path.endsWith('.d.ts')) yield path;
  }
}

const layerOf = (path: string): string => {
  const [first = '', ...rest] = relative('src', path).split('/');
  return rest.length === 0 ? '.' : first;
};

const importsOf = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|import\('([^']+)'\)/g,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

const files = [...sourceFiles('src')];

describe('the walls of the house', () => {
  it('every folder of src has a place in the table', () => {
    const layers = new Set(files.map(layerOf).filter((layer) => layer !== '.'));
    expect([...layers].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('no layer imports one that comes after it', () => {
    const broken: string[] = [];
    for (const file of files) {
      const layer = layerOf(file);
      if (layer === '.') continue;
      for (const target of importsOf(readFileSync(file, 'utf8'))) {
        if (!target.startsWith('.')) continue;
        const to = layerOf(normalize(join(dirname(file), target.replace(/\?raw$/, ''))));
        if (to !== layer && !mayImport[layer]?.includes(to)) broken.push(`${file} imports ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('only the Node host imports Node, and packages stay where they were decided', () => {
    const broken: string[] = [];
    for (const file of files) {
      const layer = layerOf(file);
      if (layer === 'node') continue;
      for (const target of importsOf(readFileSync(file, 'utf8'))) {
        if (target.startsWith('.')) continue;
        if (!packages[layer]?.some((name) => target === name || target.startsWith(`${name}/`)))
          broken.push(`${file} imports ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('audits and facts are pure: no clock, no chance, no promise', () => {
    const broken = files.filter((file) => {
      const layer = layerOf(file);
      if (layer !== 'audits' && layer !== 'facts') return false;
      return /\bDate\b|Math\.random|\basync\b|\bawait\b|\bPromise\b/.test(
        readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
      );
    });
    expect(broken).toEqual([]);
  });

  it('there is no room named after nothing', () => {
    expect(
      files.filter((file) => /\/(utils?|helpers?|misc|common|manager)(\/|\.ts$)|V2\.ts$/i.test(file)),
    ).toEqual([]);
  });
});
