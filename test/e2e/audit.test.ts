import { webApi } from '@slack/bolt';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse, type House, type Thread } from '../support/house.ts';
import { run, type Ended } from '../support/process.ts';

let house: House;
let folder: string;
let file: string;
let thread: Thread;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pigdin-audit-'));
  file = join(folder, 'pigdin.db');
  house = await openHouse({}, { STORE_FILE: file });
  await house.startBridge();
  await house.slack.uma.invites(house.sandbox.slack.world.bot, house.slack.general);
  await house.connectUma('connect #general');
  await house.webex.ann.says(house.webex.launch, 'A secret between Ann and Uma');
  thread = await house.threadOf('Product launch');
  await house.shown('A secret between Ann and Uma');
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** While the bridge runs, with what it runs on. */
const audit = (...args: string[]): Promise<Ended> =>
  run('scripts/audit.ts', ['--since', '1h', '--until', '0s', ...args], {
    ...house.sandbox.environment,
    STORE_FILE: file,
  });

const reply = (text: string): Promise<string> => house.slack.uma.posts(thread.channel, text, { threadTs: thread.ts });

const arrived = (text: string) =>
  expect.poll(() => house.inWebex(house.webex.launch), { timeout: 10_000 }).toContain(text);

describe('where nothing is missing', () => {
  test('it says how many messages there are, and ends with code 0', async () => {
    await arrived(await reply('Answered').then(() => 'Uma Berg: Answered'));
    await house.webex.uma.says(house.webex.launch, 'By Uma, from Webex');
    await house.shown('By Uma, from Webex');
    await expect
      .poll(async () => (await audit()).stdout, { timeout: 15_000 })
      .toContain(': 3 messages in 3 rooms, 3 on both sides.');
    await expect(audit()).resolves.toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing is unaccounted for.'),
    });
  });

  test('what others write in the thread, and say to Pigdin or as an app, is no matter of the room', async () => {
    await house.slack.theo.posts(thread.channel, 'Theo among us', { threadTs: thread.ts });
    const bot = house.sandbox.slack.world.bot.id;
    await reply(`<@${bot}> help`);
    const { code, stdout } = await audit();
    expect(stdout).toContain(': 4 messages in 3 rooms, 3 on both sides, 1 not meant to cross.');
    expect(code).toBe(0);
  });

  test('it writes nothing to the store', async () => {
    const store = new DatabaseSync(file, { readOnly: true });
    const rows = () => store.prepare('SELECT * FROM keyv ORDER BY key').all();
    const before = rows();
    await audit();
    expect(rows().filter((row) => !String(row['key']).startsWith('cursors:'))).toEqual(
      before.filter((row) => !String(row['key']).startsWith('cursors:')),
    );
    store.close();
  });

  test('only the time that is asked for is looked at', async () => {
    const { code, stdout } = await audit('--since', '2026-01-01T00:00:00Z', '--until', '2026-01-02T00:00:00Z');
    expect(stdout).toContain('From 2026-01-01T00:00:00.000Z to 2026-01-02T00:00:00.000Z: 0 messages');
    expect(code).toBe(0);
  });
});

test('a reply that is parked is accounted for, and so is one that is given up', async () => {
  house.sandbox.webex.world.makeReadOnly(house.webex.launch);
  const ts = await reply('Nobody may write there');
  await house.marked(ts, 'x');
  house.sandbox.webex.world.makeReadOnly(house.webex.launch, false);
  const parked = await audit();
  expect(parked.stdout).toContain('3 on both sides, 1 parked (npm run parked), 1 not meant to cross.');
  expect(parked.code).toBe(0);
  await run('scripts/parked.ts', ['drop', 'all'], { ...house.sandbox.environment, STORE_FILE: file });
  const dropped = await audit();
  expect(dropped.stdout).toContain('3 on both sides, 2 not meant to cross.');
  expect(dropped.code).toBe(0);
});

describe('a message that is missing', () => {
  test('in Slack because somebody removed it there is named', async () => {
    await house.webex.ann.says(house.webex.launch, 'Removed behind its back');
    const { channel, ts } = await house.shown('Removed behind its back');
    house.sandbox.slack.world.deleteMessage(channel, ts);
    const [id = ''] = idsOf('Removed behind its back');
    expect(await lineAbove(id)).toContain(
      'written in Webex, missing in Slack: it was shown there, and somebody removed it',
    );
  });

  test('in Webex because it was deleted there unnoticed is named', async () => {
    await reply('Gone from Webex');
    await arrived('Uma Berg: Gone from Webex');
    const ts = house.messages(thread).at(-1)?.ts ?? '';
    await house.marked(ts, 'white_check_mark');
    house.sandbox.webex.webhookFaults.inject({ kind: 'drop', resource: 'messages', event: 'deleted' });
    const [id = ''] = idsOf('Gone from Webex');
    await house.webex.uma.deletes({ id });
    expect(await lineAbove(`${thread.channel}/${ts}`)).toContain(
      'written in Slack, missing in Webex: it was sent there, and somebody removed it',
    );
  });

  test('in the store although Pigdin posted it is named', async () => {
    const client = new webApi.WebClient(house.sandbox.slack.botToken, { slackApiUrl: house.sandbox.slack.apiUrl });
    const metadata = { event_type: 'pigdin_post', event_payload: { intent: 'of another life' } };
    const post = { channel: thread.channel, thread_ts: thread.ts, text: 'Who am I?', metadata };
    const { ts } = await client.chat.postMessage(post);
    expect(await lineAbove(`${thread.channel}/${ts}`)).toContain('shown in Slack, missing in the store');
  });

  test('in Slack because it never came out of Webex is named', async () => {
    house.sandbox.webex.webhookFaults.inject({ kind: 'drop', resource: 'messages', event: 'created' });
    await house.webex.ann.says(house.webex.launch, 'Lost on the way');
    const [id = ''] = idsOf('Lost on the way');
    expect(await lineAbove(id)).toContain('written in Webex, missing in Slack: it was never shown there');
  });

  test('in Webex because Pigdin never heard of the reply is named', async () => {
    house.sandbox.slack.switches.disturb({ kind: 'drop', event: /^message/ });
    const ts = await reply('Said into the void');
    expect(await lineAbove(`${thread.channel}/${ts}`)).toContain(
      'written in Slack, missing in Webex: Pigdin never heard of it',
    );
  });

  test('is counted, and the words of nobody are printed', async () => {
    const { code, stdout, stderr } = await audit();
    expect(code).toBe(1);
    expect(stdout).toContain('Unaccounted for: 5.');
    expect(stdout).toContain('Product launch (uma@example.com)');
    for (const words of ['secret', 'Removed behind', 'into the void', 'Lost on', 'Gone from Webex', 'Who am I'])
      expect(stdout + stderr).not.toContain(words);
  });

  test('is not named when another room or person is asked for', async () => {
    await expect(audit('--room', 'PRODUCT')).resolves.toMatchObject({ code: 1 });
    await expect(audit('--room', 'lunch')).resolves.toMatchObject({ code: 0 });
    await expect(audit('--user', 'UMA@example.com')).resolves.toMatchObject({ code: 1 });
  });

  /** What is said of the message with that id. */
  async function lineAbove(id: string): Promise<string | undefined> {
    const lines = (await audit()).stdout.split('\n');
    return lines[lines.findIndex((line) => line.trim() === id) - 1];
  }

  const idsOf = (text: string): string[] =>
    house.sandbox.webex.world
      .messagesOf(house.webex.launch)
      .flatMap((message) => (message.text === text ? message.id : []));
});

describe('what cannot be looked at', () => {
  test('is said, with the reason, and is not taken for well', async () => {
    house.sandbox.slack.faults.inject({
      path: /conversations\.replies/,
      times: 99,
      answer: { status: 200, body: { ok: false, error: 'missing_scope' } },
    });
    const inSlack = await audit();
    house.sandbox.slack.faults.clear();
    expect(inSlack).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('cannot be looked at. Slack refused: missing_scope'),
    });
    house.sandbox.webex.world.revokeTokens(house.webex.uma);
    const inWebex = await audit();
    expect(inWebex.code).toBe(1);
    expect(inWebex.stdout).toMatch(/uma@example\.com: cannot be looked at\. .+/);
    expect(inWebex.stdout).toContain('1 could not be looked at; the lines above say why.');
  });

  test.each([
    [['--since', 'yesterday'], 'yesterday is no time.'],
    [['--since', '1m', '--until', '1h'], '--since must be earlier than --until.'],
    [['--rom', 'x'], "Unknown option '--rom'"],
    [['--user', 'nobody@example.com'], 'Nobody is connected as nobody@example.com.'],
  ])('%j is told in a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await audit(...args);
    expect(code).toBe(1);
    expect(stdout).toContain(sentence);
    expect(stdout + stderr).not.toContain('    at ');
  });

  test('a store that is not there is told in a sentence, and not made', async () => {
    const nowhere = join(folder, 'nowhere.db');
    const { code, stdout } = await run('scripts/audit.ts', [], { ...house.sandbox.environment, STORE_FILE: nowhere });
    expect(code).toBe(1);
    expect(stdout).toContain(`The state cannot be kept in the file ${nowhere}`);
  });
});

test('its help says what it does and takes', async () => {
  const { code, stdout } = await audit('--help');
  expect(code).toBe(0);
  for (const option of ['--since', '--until', '--room', '--user']) expect(stdout).toContain(option);
});
