import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { texts } from '../../src/bridge/texts.ts';
import { ACTIONS, SHORTCUTS } from '../../src/slack/views/ids.ts';
import { isHarmless } from '../support/block-kit.ts';
import { openHouse, type House } from '../support/house.ts';
import { ask, lastSeen, nextModal, nextWhisper, press, pressOn, reads } from './support.ts';

let house: House;
/** Milliseconds that everybody's clock has been moved. */
let moved = 0;

beforeEach(async () => {
  moved = 0;
  house = await openHouse({ slack: { now: () => Date.now() + moved } });
  await house.startBridge();
});
afterEach(() => house.close());

const uma = (words: string): Promise<string> => ask(house, house.slack.uma, words);

async function mirrored() {
  await house.connectUma();
  await house.webex.ann.says(house.webex.launch, 'Who is hungry?');
  await house.shown('Who is hungry?');
  return house.threadOf('The Webex space Product launch');
}

describe('while Webex takes ten seconds', () => {
  test('every command, button and shortcut is acknowledged before Webex has answered', async () => {
    const thread = await mirrored();
    const { uma: person, general } = house.slack;
    house.sandbox.webex.faults.inject({ path: /./, delayMs: 10_000, times: 100 });
    const asked = house.sandbox.webex.journal.entries.length;
    for (const words of [
      'rooms',
      'who launch',
      'person Ann',
      'open care',
      'new ann@example.com Hi',
      'settings',
      'history launch',
    ]) {
      expect(await person.command('/pigdin', words, general)).toMatchObject({ acknowledged: true });
    }
    for (const action of [ACTIONS.history, ACTIONS.people]) {
      expect(await person.clicks(thread.channel, thread.ts, action)).toMatchObject({ acknowledged: true });
    }
    for (const shortcut of [SHORTCUTS.details, SHORTCUTS.writer]) {
      expect(await person.usesMessageShortcut(thread.channel, thread.ts, shortcut)).toMatchObject({
        acknowledged: true,
      });
    }
    // All of that happened while the first question to Webex was still open.
    const answered = house.sandbox.webex.journal.entries.slice(asked).filter(({ type }) => type === 'request');
    expect(answered).toEqual([]);
    expect(person.modals.length).toBeGreaterThan(0);
    house.sandbox.webex.faults.clear();
  });

  test('whoever waits is told that somebody is asking, and the answer takes the place of that', async () => {
    await mirrored();
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, delayMs: 2500 });
    await nextWhisper(house, house.slack.uma, () =>
      house.slack.uma.command('/pigdin', 'who launch', house.slack.general),
    );
    expect(reads(house.slack.uma)).toBe(texts.asking);
    const { ts } = lastSeen(house.slack.uma);
    await house.sandbox.slack.journal.waitFor('the answer', () => reads(house.slack.uma).includes('people are in'));
    expect(lastSeen(house.slack.uma).ts).toBe(ts);
  });
});

describe('where Webex cannot be asked', () => {
  test.each(['who launch', 'person Ann', 'open nowhere', 'new ann@example.com Hi'])(
    '%s says so, and what to do',
    async (words) => {
      await mirrored();
      house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, drop: true, times: 20 });
      expect(await uma(words)).toBe(texts.unreachable);
      house.sandbox.pubnub.faults.clear();
    },
  );

  test('rooms lists what has a thread', async () => {
    await mirrored();
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, drop: true, times: 20 });
    const answer = await uma('rooms');
    expect(answer).toContain('Product launch');
    expect(answer).toContain(texts.roomListPart);
    house.sandbox.pubnub.faults.clear();
  });
});

describe('bad input', () => {
  const LONG = 'x'.repeat(2900);

  test.each(['rooms', 'history', 'who', 'person', 'open', 'mute', 'new'])(
    '%s takes 3,000 characters without an error',
    async (name) => {
      await mirrored();
      const answer = await uma(`${name} ${LONG}`);
      expect(answer).not.toBe(texts.inside);
      expect(answer.length).toBeLessThan(3000);
    },
  );

  test('names of rooms with markup and emoji neither ping nor link, wherever they are shown', async () => {
    await house.connectUma();
    const title = '<!channel> *loud* <@U123> <https://evil.example|click> 😀 :tada:';
    const room = house.sandbox.webex.world.addRoom({ title, people: [house.webex.uma, house.webex.ann] });
    await house.webex.ann.says(room, '<!here> hello');
    await house.shown('hello');
    for (const words of [
      'rooms',
      'history',
      'who',
      'open loud',
      'mute loud',
      'unmute loud',
      'move loud direct',
      'status',
    ])
      await uma(words);
    const said = house.sandbox.slack.journal.entries.flatMap((entry) =>
      entry.type === 'ephemeral' || entry.type === 'message' ? [entry.text] : [],
    );
    expect(said.filter((text) => !isHarmless(text))).toEqual([]);
  });

  test('a button pressed a week later, when its answers go nowhere, is answered in a direct message', async () => {
    const thread = await mirrored();
    await uma('rooms');
    const { channel, ts } = lastSeen(house.slack.uma);
    const used = house.sandbox.slack.faults;
    used.inject({ path: /^\/actions\//, answer: { status: 404, body: { ok: false, error: 'expired_url' } } });
    await house.slack.uma.clicks(channel, ts, ACTIONS.open);
    const told = await house.posted(({ text }) => text.includes('is mirrored now'), 'the answer');
    expect(told.channel).toBe(thread.channel);
  });

  test('a choice from a menu of a room that is gone is answered with what to do', async () => {
    await mirrored();
    await uma('open care');
    house.sandbox.webex.world.addRoom({ title: 'Customer panel', people: [house.webex.uma, house.webex.ben] });
    await uma('open panel');
    await uma('who customer');
    expect(await press(house, house.slack.uma, ACTIONS.chooseRoom, house.webex.care.id)).toContain('Customer care');
  });

  test('a channel that was archived takes no new thread: its owner is told, and the room opens in the direct messages', async () => {
    const { uma: person, general } = house.slack;
    await person.invites(house.sandbox.slack.world.bot, general);
    await house.connectUma('connect #general');
    await person.archives(general);
    await house.webex.ann.says(house.webex.launch, 'Where to?');
    expect((await house.shown('Where to?')).channel).toBe(await person.opensDirectMessage());
  });

  test('a guest uses it like everybody else', async () => {
    const guest = house.sandbox.slack.world.addUser({
      name: 'Gus Guest',
      email: 'ben@customer.example',
      isGuest: true,
    });
    const room = house.sandbox.slack.world.addChannel({ name: 'guests', members: [guest, house.slack.uma] });
    await house.setUpUser(house.webex.ben);
    await guest.command('/pigdin', 'connect', room);
    await house.whispered('Connected to Webex as Ben Okafor');
    await house.webex.ann.says(house.webex.launch, 'Hello Ben');
    expect((await house.shown('Hello Ben')).channel).toBe(await guest.opensDirectMessage());
  });
});

describe('several people in one workspace', () => {
  /** Uma and Theo are connected; Uma's room is mirrored in a channel that both are in. */
  async function two() {
    const { uma: person, theo, general } = house.slack;
    await person.invites(house.sandbox.slack.world.bot, general);
    await house.connectUma('connect #general');
    const webexTheo = house.sandbox.webex.world.addPerson({ name: 'Theo Lind', email: 'theo@example.com' });
    await house.setUpUser(webexTheo);
    await house.ask(theo, 'connect');
    await house.webex.ann.says(house.webex.launch, 'Only for Uma');
    await house.shown('Only for Uma');
    return { theo, thread: await house.threadOf('The Webex space Product launch') };
  }

  test('nobody reads the rooms, the people or the history of another, by whatever way', async () => {
    const { theo, thread } = await two();
    for (const words of ['rooms', 'history launch', 'who launch', 'open launch', 'mute launch', 'history', 'status']) {
      const answer = await ask(house, theo, words);
      expect(answer).not.toContain('Only for Uma');
      expect(answer).not.toContain('Ann Lee');
      expect(answer).not.toContain('Product launch');
    }
    for (const action of [ACTIONS.history, ACTIONS.people, ACTIONS.mute]) {
      expect(await pressOn(house, theo, thread, action)).toBe(texts.notYourRoom);
    }
    const mention = `<@${house.sandbox.slack.world.bot.id}>`;
    for (const words of ['history', 'who', 'mute']) {
      const answer = await nextWhisper(house, theo, () =>
        theo.posts(thread.channel, `${mention} ${words}`, { threadTs: thread.ts }),
      );
      expect(answer).toBe(texts.notYourRoom);
    }
    const { ts } = await house.shown('Only for Uma');
    for (const shortcut of [SHORTCUTS.details, SHORTCUTS.writer, SHORTCUTS.delete]) {
      const modal = await nextModal(house, theo, () => theo.usesMessageShortcut(thread.channel, ts, shortcut));
      expect(modal).toContain(texts.notInRoom);
      await theo.closesModal();
    }
    expect(await uma('status')).toContain(texts.roomCount(1, 0));
  });

  test('a reply of somebody else is not sent, though they are connected themselves', async () => {
    const { theo, thread } = await two();
    await theo.posts(thread.channel, 'As Uma?', { threadTs: thread.ts });
    await house.whispered('This was not sent to Webex');
    const ts = await house.slack.uma.posts(thread.channel, 'As myself', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(house.webex.launch)).toEqual(['Ann Lee: Only for Uma', 'Uma Berg: As myself']);
  });
});
