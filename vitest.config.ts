import { defineConfig } from 'vitest/config';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24)
  throw new Error(`Tests need Node 24, this is ${process.version}. Run: npm install (without --ignore-scripts)`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**'],
    globalSetup: ['test/support/build-functions.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
