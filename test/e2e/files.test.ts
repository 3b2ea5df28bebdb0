/** Files of Webex in Slack, through real HTTP. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startBridgeProcess } from '../../sandbox/bridge-process.ts';
import { texts } from '../../src/bridge/texts.ts';
import { openHouse, type House, type Thread } from '../support/house.ts';

let house: House;
let thread: Thread;

beforeAll(async () => {
  house = await openHouse();
  await house.startBridge();
  await house.connectUma();
  await house.webex.ann.says(house.webex.launch, 'Hello');
  thread = await house.threadOf('Product launch');
  await house.shown('Hello');
});
afterAll(() => house.close());

const fileOf = (name: string, content: string) => ({
  name,
  type: 'application/octet-stream',
  bytes: new TextEncoder().encode(content),
});

const says = (text: string, ...names: string[]) =>
  house.webex.ann.says(house.webex.launch, { text, files: names.map((name) => fileOf(name, `content of ${name}`)) });

/** Resolves when something with that text, written behind all else, is in Slack. */
async function afterwards(text: string): Promise<string[]> {
  await house.webex.ben.says(house.webex.launch, text);
  await house.shown(text);
  return lines();
}

/** What stands in the thread: the author and the words, or the names of the files. */
const lines = () =>
  house
    .messages(thread)
    .map(
      ({ author, reads, files }) =>
        `${author.name}: ${[reads, ...files.map(({ name }) => name)].filter(Boolean).join(' + ')}`,
    );

describe('a file of Webex', () => {
  test('stands in Slack right below its message, with all its bytes, before what was written later', async () => {
    await says('The plan', 'plan für alle.pdf');
    const shown = await afterwards('Read it?');
    expect(shown.slice(-3)).toEqual([
      `Ann Lee: The plan\n\n${texts.withFile(1)}`,
      'Pigdin: plan für alle.pdf',
      'Ben Okafor: Read it?',
    ]);
    const [file] = house.messages(thread).at(-2)?.files ?? [];
    const token = house.sandbox.environment['SLACK_BOT_TOKEN'];
    const answer = await fetch(file?.url_private_download ?? '', { headers: { authorization: `Bearer ${token}` } });
    await expect(answer.text()).resolves.toBe('content of plan für alle.pdf');
  });

  test('comes alone too, and several come in order', async () => {
    await says('', 'a.txt', 'b.txt');
    const shown = await afterwards('Two?');
    expect(shown.slice(-3)).toEqual(['Pigdin: a.txt', 'Pigdin: b.txt', 'Ben Okafor: Two?']);
  });

  test('waits while Webex looks for malware in it', async () => {
    house.sandbox.webex.switches.scanReads = 1;
    await says('Scanned', 'scanned.txt');
    house.sandbox.webex.switches.scanReads = 0;
    const shown = await afterwards('Clean?');
    expect(shown.at(-2)).toBe('Pigdin: scanned.txt');
  });

  test.each([
    ['infected', texts.fileInfected],
    ['unscannable', texts.fileUnscannable],
  ] as const)('that is %s stays there: its text comes, and a line says why', async (scan, reason) => {
    const message = await says(`It is ${scan}`, 'bad.exe');
    house.sandbox.webex.world.setScan(message.files?.[0] ?? '', scan);
    const shown = await afterwards(`Sorry, ${scan}`);
    expect(shown.slice(-3, -1)).toEqual([
      `Ann Lee: It is ${scan}\n\n${texts.withFile(1)}`,
      `Pigdin: ${texts.fileStays(reason)}`,
    ]);
  });
});

test('a file of 100 MB takes the bridge less than 60 MB of memory', { timeout: 60_000 }, async () => {
  const large = await openHouse();
  const bridge = await startBridgeProcess({ ...large.sandbox.environment, LOG_LEVEL: 'silent' });
  onTestFinished(async () => {
    await bridge.stop();
    await large.close();
  });
  await large.connectUma();
  const { ann, launch } = large.webex;
  await ann.says(launch, 'Hello');
  await large.shown('Hello');
  const before = (await memoryOf(bridge.pid)).VmRSS;
  const bytes = new Uint8Array(100 * MEGABYTE).fill(7);
  await ann.says(launch, { text: 'All of it', files: [{ name: 'all.bin', type: 'application/octet-stream', bytes }] });
  await large.webex.ben.says(launch, 'Thank you');
  await large.shown('Thank you');
  const [file] = large.messages(await large.threadOf('Product launch')).at(-2)?.files ?? [];
  expect(file).toMatchObject({ name: 'all.bin', size: bytes.length });
  expect((await memoryOf(bridge.pid)).VmHWM - before).toBeLessThan(60 * MEGABYTE);
});

const MEGABYTE = 1024 * 1024;

/** In bytes: what a process holds now, and the most that it ever held. */
async function memoryOf(pid: number): Promise<{ VmRSS: number; VmHWM: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024;
  return { VmRSS: of('VmRSS'), VmHWM: of('VmHWM') };
}
