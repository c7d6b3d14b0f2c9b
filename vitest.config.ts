import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;

export default defineConfig({
  define: { __AFTERFIT_VERSION__: JSON.stringify(version) },
  test: {
    // Style sheets of the HTML report are imported as text; without this, tests would see empty ones.
    css: true,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'threads',
  },
});
