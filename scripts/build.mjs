// Builds dist/: one ES module per public entry (shared code in chunks), then the declarations.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';

const pkg = JSON.parse(await readFile('package.json', 'utf8'));

/** `import text from './file.css?raw'`: the file's text, as Vite does it in tests. */
export const rawText = {
  name: 'raw-text',
  setup(builder) {
    builder.onResolve({ filter: /\?raw$/ }, (args) => ({
      path: resolve(dirname(args.importer), args.path.slice(0, -4)),
      namespace: 'raw-text',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'raw-text' }, async (args) => ({
      contents: await readFile(args.path, 'utf8'),
      loader: 'text',
      watchFiles: [args.path],
    }));
  },
};

const shared = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  define: { __AFTERFIT_VERSION__: JSON.stringify(pkg.version) },
  plugins: [rawText],
  logLevel: 'warning',
  metafile: true,
};

/** Names of the packages that lie inside a bundle. */
const packagesIn = (metafile) => {
  const names = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) names.add(match[1]);
  }
  return [...names].sort();
};

async function licencesOf(names) {
  const parts = ['The command line in this folder contains code of these packages, unchanged.\n'];
  for (const name of names) {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    const text = file === undefined ? '' : `\n${(await readFile(`${folder}/${file}`, 'utf8')).trim()}\n`;
    parts.push(`${name} ${version} (${license})\n${text}`);
  }
  return parts.join(`\n${'-'.repeat(80)}\n`);
}

await rm('dist', { recursive: true, force: true });
// The library leaves its dependencies to the package manager.
await build({
  ...shared,
  entryPoints: {
    index: 'src/index.ts',
    node: 'src/node/index.ts',
    readers: 'src/readers/index.ts',
    metrics: 'src/metrics/index.ts',
    report: 'src/report/index.ts',
    stats: 'src/stats/index.ts',
  },
  packages: 'external',
});
// The command carries them: finding and loading them one by one is a third of a short run. PNG needs a native
// library; what runs checkpoints is installed apart.
const command = await build({
  ...shared,
  entryPoints: { cli: 'src/node/cli/main.ts', 'runner-worker': 'src/node/runner/worker.ts' },
  external: ['@resvg/resvg-js', 'onnxruntime-node', 'tokenizers', '@duckdb/node-api'],
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
  },
});
await writeFile('dist/THIRD-PARTY-LICENCES.txt', await licencesOf(packagesIn(command.metafile)));
try {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
    stdio: 'inherit',
  });
} catch {
  process.exit(1); // tsc has said why
}
