/** What is written in Slack, as it reads in Webex: through both platforms' own formats and every hop between them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const inWebex = () => house.sandbox.webex.world.messagesOf(house.webex.launch);

/** Uma writes in the thread; resolves when it is in Webex. */
async function writes(text: string): Promise<string> {
  const ts = await house.slack.uma.posts(thread.channel, text, { threadTs: thread.ts });
  await house.marked(ts, 'white_check_mark');
  return ts;
}

/** Paragraphs of about 7,000 letters each. */
const long = (...names: string[]): string =>
  names.map((name) => `${name} `.repeat(Math.floor(7000 / (name.length + 1))).trim()).join('\n\n');

const heads = () => inWebex().map(({ text = '' }) => text.split(' ')[0]);

test('formatting stays formatting, and signs stay signs', async () => {
  await writes('Bring *three* _red_ pens & `1 * 2` < 3, @all, 3 * 4 * 5');
  expect(inWebex().at(-1)).toMatchObject({
    text: 'Bring three red pens & 1 * 2 < 3, @all, 3 * 4 * 5',
    html: '<p>Bring <strong>three</strong> <em>red</em> pens &amp; <code>1 * 2</code> &lt; 3, @all, 3 * 4 * 5</p>',
  });
  expect(inWebex().at(-1)?.mentionedGroups).toBeUndefined();
});

test('a mention of a Slack user pings the member of the room with the same address', async () => {
  const { sandbox, webex, slack } = house;
  const theo = sandbox.webex.world.addPerson({ name: 'Theodor Lind', email: 'Theo@example.com' });
  await webex.ann.adds(theo, webex.launch);
  await writes(`Ask <@${slack.theo.id}> and @here`);
  expect(inWebex().at(-1)).toMatchObject({ mentionedPeople: [theo.id], text: 'Ask @Theo Lind and @here' });
});

describe('a reply that is longer than Webex takes', () => {
  test('stands there in several messages, which change and vanish with it; no echo comes back', async () => {
    const before = heads().length;
    const ts = await writes(long('one', 'two', 'three'));
    expect(heads().slice(before)).toEqual(['one', 'two', 'three']);
    await house.slack.uma.edits(thread.channel, ts, long('uno', 'due'));
    await house.sandbox.webex.journal.waitFor('the third to go', () => heads().length === before + 2);
    expect(heads().slice(before)).toEqual(['uno', 'due']);
    await house.slack.uma.deletes(thread.channel, ts);
    await house.sandbox.webex.journal.waitFor('all to go', () => heads().length === before);
    await house.sandbox.webex.settled();
    await house.webex.ann.says(house.webex.launch, 'After it');
    await house.shown('After it');
    expect(house.replies(thread).filter((line) => /two two|due|three three/.test(line))).toEqual([]);
  });
});

test('a reply that is also sent to the channel reaches Webex once', async () => {
  const { uma } = house.slack;
  const before = inWebex().length;
  const ts = await uma.posts(thread.channel, 'To all of you', { threadTs: thread.ts, broadcast: true });
  await house.marked(ts, 'white_check_mark');
  await uma.edits(thread.channel, ts, 'To everybody');
  await house.sandbox.webex.journal.waitFor('the edit', () => inWebex().at(-1)?.text === 'To everybody');
  await writes('After the broadcast');
  const now = inWebex().slice(before);
  expect(now.map(({ text }) => text)).toEqual(['To everybody', 'After the broadcast']);
});

test('the eleventh edit, which Webex does not allow, is told to its author', async () => {
  const ts = await writes('Version 0');
  for (let version = 1; version <= 10; version += 1) {
    await house.slack.uma.edits(thread.channel, ts, `Version ${version}`);
    await house.sandbox.webex.journal.waitFor('the edit', () => inWebex().at(-1)?.text === `Version ${version}`);
  }
  await house.slack.uma.edits(thread.channel, ts, 'Version 11');
  await house.whispered('Your change did not reach Webex');
  expect(inWebex().at(-1)?.text).toBe('Version 10');
});
