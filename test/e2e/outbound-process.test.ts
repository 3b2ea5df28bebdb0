/** The bridge as it really runs, ended in every way: nothing that Slack was told of is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spawnBridgeProcess, startBridgeProcess, type BridgeProcess } from '../../sandbox/bridge-process.ts';
import { openHouse, type House, type Thread } from '../support/house.ts';
import { run } from '../support/process.ts';

let house: House;
let folder: string;
let environment: Readonly<Record<string, string>>;
let bridge: BridgeProcess;
let thread: Thread;

beforeEach(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), 'pigdin-process-'));
  environment = { ...house.sandbox.environment, STORE_FILE: join(folder, 'pigdin.db'), LOG_LEVEL: 'silent' };
  bridge = await startBridgeProcess(environment);
  await house.connectUma();
  await house.webex.ann.says(house.webex.launch, 'Opens the thread');
  await house.shown('Opens the thread');
  thread = await house.threadOf('Product launch');
});
afterEach(async () => {
  await bridge.kill('SIGKILL');
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const reply = (text: string): Promise<string> => house.slack.uma.posts(thread.channel, text, { threadTs: thread.ts });

const inWebex = (): string[] => house.inWebex(house.webex.launch).filter((line) => line.startsWith('Uma Berg'));

/** Slack was told that this reply arrived. */
const acknowledged = (ts: string) =>
  house.sandbox.slack.journal.waitFor(
    `the acknowledgement of ${ts}`,
    (entry) => entry.type === 'event' && entry.event['ts'] === ts && entry.acknowledged,
  );

describe('the process', () => {
  test('asked to stop sends what is under way, and ends with code 0', async () => {
    house.sandbox.webex.faults.inject({ path: /\/messages$/, method: 'POST', delayMs: 1_000 });
    const ts = await reply('Under way');
    await acknowledged(ts);
    const begun = performance.now();
    await expect(bridge.kill('SIGTERM')).resolves.toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(inWebex()).toEqual(['Uma Berg: Under way']);
  });

  test('that cannot finish in ten seconds ends all the same; the rest is sent after the next start', async () => {
    const wait = { status: 429, headers: { 'retry-after': '60' } };
    house.sandbox.webex.faults.inject({ path: /\/messages$/, method: 'POST', answer: wait, times: 1 });
    const ts = await reply('Later');
    await acknowledged(ts);
    const begun = performance.now();
    await expect(bridge.kill('SIGTERM')).resolves.toBe(0);
    expect(performance.now() - begun).toBeLessThan(12_000);
    bridge = await startBridgeProcess(environment);
    await house.marked(ts, 'white_check_mark');
    expect(inWebex()).toEqual(['Uma Berg: Later']);
  }, 60_000);

  test('told twice to stop ends at once, and nothing is lost', async () => {
    const wait = { status: 429, headers: { 'retry-after': '60' } };
    house.sandbox.webex.faults.inject({ path: /\/messages$/, method: 'POST', answer: wait, times: 1 });
    const ts = await reply('Not lost');
    await acknowledged(ts);
    const begun = performance.now();
    void bridge.kill('SIGTERM');
    await house.sandbox.slack.journal.waitFor(
      'the socket being closed',
      (entry) => entry.type === 'socket' && entry.change === 'closed',
    );
    await expect(bridge.kill('SIGTERM')).resolves.toBe(1);
    expect(performance.now() - begun).toBeLessThan(8_000);
    bridge = await startBridgeProcess(environment);
    await house.marked(ts, 'white_check_mark');
    expect(inWebex()).toEqual(['Uma Berg: Not lost']);
  });

  test('killed with replies under way sends each once after the next start, in order', async () => {
    house.sandbox.webex.faults.inject({ path: /\/messages$/, method: 'POST', delayMs: 300, times: 10 });
    const all = [await reply('One'), await reply('Two'), await reply('Three')];
    for (const ts of all) await acknowledged(ts);
    await bridge.kill('SIGKILL');
    const missed = await reply('Four');
    bridge = await spawnBridgeProcess(environment);
    for (const ts of [...all, missed]) {
      await house.sandbox.slack.journal.waitFor(
        `the mark on ${ts}`,
        (entry) => entry.type === 'reaction' && entry.ts === ts && entry.name === 'white_check_mark',
        40_000,
      );
    }
    expect(inWebex()).toEqual(['One', 'Two', 'Three', 'Four'].map((text) => `Uma Berg: ${text}`));
  }, 90_000);
});

describe('npm run parked', () => {
  const parked = (...args: string[]) => run('scripts/parked.ts', args, environment);

  async function park(text: string): Promise<string> {
    house.sandbox.webex.world.makeReadOnly(house.webex.launch);
    const ts = await reply(text);
    await house.marked(ts, 'x');
    house.sandbox.webex.world.makeReadOnly(house.webex.launch, false);
    return ts;
  }

  test('lists, sends again and gives up, while Pigdin runs', async () => {
    await expect(parked()).resolves.toMatchObject({ code: 0, stdout: 'Nothing is parked.\n' });
    const [first, second] = [await park('Secret plans'), await park('More of them')];
    const listed = await parked('list');
    expect(listed.stdout).toMatch(/slack:\w+:\w+:\d+\.\d+\n {2}a message for Product launch, parked at .*Webex/);
    expect(listed.stdout).not.toContain('Secret');
    const [id] = listed.stdout.match(new RegExp(`slack:\\S+:${first}`)) ?? [];
    expect((await parked('retry', id ?? '')).stdout).toBe(`${id}  is in Webex\n`);
    await house.marked(first, 'white_check_mark');
    expect(inWebex()).toEqual(['Uma Berg: Secret plans']);
    expect((await parked('drop', 'all')).stdout).toContain(`${second}  dropped`);
    await expect(parked()).resolves.toMatchObject({ stdout: 'Nothing is parked.\n' });
  }, 60_000);

  test('says that it will be done at the next start where no Pigdin runs, and then it is done', async () => {
    const ts = await park('Waits');
    await bridge.kill('SIGTERM');
    expect((await parked('retry', 'all')).stdout).toContain('No Pigdin is running');
    bridge = await startBridgeProcess(environment);
    await house.marked(ts, 'white_check_mark');
    expect(inWebex()).toEqual(['Uma Berg: Waits']);
  }, 60_000);

  test('says how it is used, and what it does not find', async () => {
    await expect(parked('explode')).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('Usage:') });
    await expect(parked('retry')).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('Usage:') });
    await expect(parked('retry', 'all')).resolves.toMatchObject({ code: 1, stderr: 'Nothing is parked.\n' });
    await expect(parked('drop', 'x')).resolves.toMatchObject({ code: 1, stderr: 'Nothing is parked under x.\n' });
  });
});
