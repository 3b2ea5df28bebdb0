import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24)
  throw new Error(`Tests need Node 24, this is ${process.version}. Run: npm install (without --ignore-scripts)`);

// A process that is killed and started again may find the machine busy: CI asks once more before it calls a test broken.
const limits = { testTimeout: 20_000, hookTimeout: 30_000, retry: process.env['CI'] ? 2 : 0 };

export default defineConfig({
  test: {
    // Most tests wait for another process, not for this one.
    maxWorkers: Math.max(4, availableParallelism()),
    globalSetup: ['test/support/build-functions.ts'],
    projects: [
      {
        // Slack may also send requests in place of speaking over a socket. The Slack app is tested both ways.
        test: { name: 'http', include: ['test/slack/**/*.test.ts'], env: { SLACK_DELIVERY: 'http' }, ...limits },
      },
      { test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'], ...limits } },
      {
        // PubNub's documents disagree on what webex.* matches. What runs on Functions runs under the other reading as well.
        test: {
          name: 'one-segment',
          include: [
            'test/e2e/{channel,doctor,logs,programs,sign-in,trouble}.test.ts',
            'test/security/{access-manager,keys,secrets,slack-seat}.test.ts',
          ],
          env: { WILDCARD_READING: 'segment' },
          ...limits,
        },
      },
    ],
  },
});
