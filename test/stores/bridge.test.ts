import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse, type House } from '../support/house.ts';
import { run } from '../support/process.ts';
import { isAbsent, PASSWORD, startPostgres, startRedis, type Server } from './support/servers.ts';

/** Slack tries again at once, and then every half second, in place of after a minute and five. */
const SLACK = { timing: { retryDelaysMs: [0, ...Array.from({ length: 60 }, () => 500)] } };

describe.each([
  { name: 'Redis', start: startRedis },
  { name: 'Postgres', start: startPostgres },
] as const)('the whole bridge on $name', ({ name, start }) => {
  describe.skipIf(isAbsent(name))('with a real server', () => {
    let server: Server;
    let house: House;

    beforeAll(async () => {
      server = await start();
      house = await openHouse({ slack: SLACK }, { STORE_URL: server.url });
      await house.startBridge();
      await house.connectUma();
    });
    afterAll(async () => {
      await house?.close();
      await server?.remove();
    });

    test('mirrors both ways, and knows its threads after a restart', async () => {
      const { ann, launch } = house.webex;
      await ann.says(launch, 'Before');
      const thread = await house.threadOf('Product launch');
      await house.shown('Before');
      await house.slack.uma.posts(thread.channel, 'A reply', { threadTs: thread.ts });
      await expect.poll(() => house.inWebex(launch), { timeout: 10_000 }).toContain('Uma Berg: A reply');
      await house.stopBridge();
      await house.startBridge();
      await ann.says(launch, 'After');
      await house.shown('After');
      expect(house.replies(thread)).toEqual(['Ann Lee: Before', 'Uma Berg: A reply', 'Ann Lee: After']);
    });

    test('loses and doubles nothing that is written while the server is away', async () => {
      const { ann, launch } = house.webex;
      const thread = await house.threadOf('Product launch');
      await server.crash();
      await ann.says(launch, 'Heard while away');
      const ts = await house.slack.uma.posts(thread.channel, 'Said while away', { threadTs: thread.ts });
      const refused = await house.sandbox.slack.journal.waitFor(
        'a reply that is not acknowledged',
        (entry) => entry.type === 'event' && entry.event['ts'] === ts && !entry.acknowledged,
      );
      expect(refused).toMatchObject({ acknowledged: false });
      await server.start();
      await expect.poll(() => house.inWebex(launch), { timeout: 15_000 }).toContain('Uma Berg: Said while away');
      await house.shown('Heard while away');
      await ann.says(launch, 'And on');
      await house.shown('And on');
      expect(house.replies(thread).slice(3).toSorted()).toEqual([
        'Ann Lee: And on',
        'Ann Lee: Heard while away',
        'Uma Berg: Said while away',
      ]);
      expect(house.inWebex(launch).filter((line) => line === 'Uma Berg: Said while away')).toHaveLength(1);
      expect(house.logged.join('')).not.toContain(PASSWORD);
    });
  });
});

test.each([
  ['STORE_URL', 'redis://:hush@127.0.0.1:1', /Pigdin cannot start: The Redis server at 127\.0\.0\.1:1 cannot be used/],
  ['STORE_URL', 'postgres://u:hush@127.0.0.1:1/d', /The Postgres server at 127\.0\.0\.1:1 cannot be used .* STORE_URL/],
  ['STORE_FILE', '/sys/pigdin.db', /The state cannot be kept in the file \/sys\/pigdin\.db .* STORE_FILE/],
])('a start with %s=%s ends with a sentence and code 1', async (name, value, sentence) => {
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    PUBNUB_PUBLISH_KEY: 'pub-c-1',
    PUBNUB_SUBSCRIBE_KEY: 'sub-c-1',
    PIGDIN_SECRET: 'x'.repeat(32),
    [name]: value,
  };
  const { code, stdout, stderr } = await run('src/main.ts', [], environment);
  expect(code).toBe(1);
  expect(stderr).toMatch(sentence);
  expect(stdout + stderr).not.toMatch(/hush|\n +at /);
});
