import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
const rawText = { name: 'raw-text', setup(b) { b.onResolve({ filter: /\?raw$/ }, (a) => ({ path: resolve(dirname(a.importer), a.path.slice(0, -4)), namespace: 'raw-text' })); b.onLoad({ filter: /.*/, namespace: 'raw-text' }, async (a) => ({ contents: await readFile(a.path, 'utf8'), loader: 'text' })); } };
await build({ entryPoints: { cli: 'src/node/cli/main.ts' }, outdir: process.argv[2], bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', chunkNames: 'chunks/[name]-[hash]', define: { __AFTERFIT_VERSION__: '"x"' }, plugins: [rawText], logLevel: 'error', external: ['@resvg/resvg-js'], banner: { js: "import { createRequire as c } from 'node:module'; const require = c(import.meta.url);" } });
