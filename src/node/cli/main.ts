#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { run } from './program.ts';

// A reader that closes the pipe early (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// dist/cli.js stands beside docs/ in the package.
process.exitCode = await run(process.argv.slice(2), {
  packageRoot: fileURLToPath(new URL('..', import.meta.url)),
});
