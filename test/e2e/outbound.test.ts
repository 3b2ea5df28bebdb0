import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHouse, type House, type Thread } from '../support/house.ts';

let house: House;
let thread: Thread;

beforeEach(async () => {
  house = await openHouse();
  await house.startBridge();
  await house.connectUma();
  await house.webex.ann.says(house.webex.launch, 'Opens the thread');
  await house.shown('Opens the thread');
  thread = await house.threadOf('Product launch');
});
afterEach(() => house.close());

const reply = (text: string): Promise<string> => house.slack.uma.posts(thread.channel, text, { threadTs: thread.ts });

/** What Uma wrote in the Webex room, as it reads now. */
const inWebex = (): string[] =>
  house
    .inWebex(house.webex.launch)
    .filter((line) => line.startsWith('Uma Berg'))
    .map((line) => line.replace('Uma Berg: ', ''));

/** Resolves when Webex has told of something that happened to a message. */
const webexSaw = (event: string, times = 1) =>
  house.sandbox.webex.journal.waitFor(`${event} in Webex`, () => {
    const seen = house.sandbox.webex.journal.entries.filter(
      (entry) => entry.type === 'delivery' && JSON.stringify(entry).includes(`\\"event\\":\\"${event}\\"`),
    );
    return seen.length >= times;
  });

async function sent(text: string): Promise<string> {
  const ts = await reply(text);
  await house.marked(ts, 'white_check_mark');
  return ts;
}

describe('what happens to a reply in Slack', () => {
  test('happens in Webex: an edit, another one, and the deletion; nothing of it comes back', async () => {
    const ts = await sent('Helo');
    await house.slack.uma.edits(thread.channel, ts, 'Hello');
    await webexSaw('updated');
    await house.slack.uma.edits(thread.channel, ts, 'Hello there');
    await webexSaw('updated', 2);
    expect(inWebex()).toEqual(['Hello there']);
    await house.slack.uma.deletes(thread.channel, ts);
    await webexSaw('deleted');
    expect(inWebex()).toEqual([]);
    await sent('Last');
    expect(house.replies(thread)).toEqual(['Ann Lee: Opens the thread', 'Uma Berg: Last']);
  });

  test('beyond what Webex allows is told to its author: ten edits, and no more', async () => {
    const ts = await sent('0');
    for (let edit = 1; edit <= 10; edit += 1) {
      await house.slack.uma.edits(thread.channel, ts, `${edit}`);
      await webexSaw('updated', edit);
    }
    await house.slack.uma.edits(thread.channel, ts, 'one too many');
    await house.whispered('Your change did not reach Webex');
    expect(inWebex()).toEqual(['10']);
    await sent('The room goes on');
    expect(inWebex()).toEqual(['10', 'The room goes on']);
  });

  test('while the bridge was down happens at its next start: replies, edits, deletions, in order and once', async () => {
    const [edited, kept] = [await sent('Helo'), await sent('Stays')];
    await house.stopBridge();
    await reply('One');
    const withdrawn = await reply('Never mind');
    await house.slack.uma.edits(thread.channel, edited, 'Hello');
    await house.slack.uma.deletes(thread.channel, withdrawn);
    const last = await reply('Two');
    await house.startBridge();
    await house.marked(last, 'white_check_mark');
    await webexSaw('updated');
    expect(inWebex()).toEqual(['Hello', 'Stays', 'One', 'Two']);
    expect(kept).not.toBe(edited);
  });

  test('while the socket was away happens before what is written then', async () => {
    const { slack } = house.sandbox;
    slack.switches.disturb({ kind: 'drop', event: /^message$/, times: 2 });
    await reply('One');
    await reply('Two');
    slack.switches.requestReconnect();
    await slack.journal.waitFor(
      'a new connection',
      (entry) => entry.type === 'socket' && entry.change === 'opened' && entry.connection > 1,
    );
    const last = await reply('Three');
    await house.marked(last, 'white_check_mark');
    expect(inWebex()).toEqual(['One', 'Two', 'Three']);
  });

  test('told twice and in disorder happens once and in order', async () => {
    const { switches } = house.sandbox.slack;
    switches.disturb({ kind: 'reorder', event: /^message$/ });
    const first = await reply('One');
    switches.disturb({ kind: 'duplicate', event: /^message$/ });
    const second = await reply('Two');
    switches.clear();
    const third = await reply('Three');
    for (const ts of [first, second, third]) await house.marked(ts, 'white_check_mark');
    expect(inWebex()).toEqual(['One', 'Two', 'Three']);
  });

  test('equal words written twice on purpose arrive twice, also when an answer of Webex gets lost', async () => {
    await sent('ok');
    house.sandbox.webex.faults.inject({ path: /\/messages$/, method: 'POST', drop: true, when: 'after' });
    const ts = await reply('ok');
    // A Function of PubNub may run on for fifteen seconds: so long nobody tries again.
    await house.sandbox.slack.journal.waitFor(
      'the mark',
      (entry) => entry.type === 'reaction' && entry.ts === ts && entry.name === 'white_check_mark',
      40_000,
    );
    expect(inWebex()).toEqual(['ok', 'ok']);
  }, 60_000);
});
