import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../../sandbox/sign-in.ts';
import type { Person } from '../../sandbox/slack/world/person.ts';
import { texts } from '../../src/bridge/texts.ts';
import { ACTIONS } from '../../src/slack/views/ids.ts';
import { viewObjections, wordsOf } from '../support/block-kit.ts';
import { openHouse, type House } from '../support/house.ts';
import { modalOf, nextModal } from './support.ts';

let house: House;

beforeEach(async () => {
  house = await openHouse();
  await house.startBridge();
});
afterEach(() => house.close());

const home = (who: Person = house.slack.uma): string => wordsOf(who.home?.blocks ?? []).join('\n');

/** Resolves once somebody's Home reads so; looks now, and whenever it is published. */
async function shows(fits: (words: string) => boolean, who: Person = house.slack.uma): Promise<string> {
  await house.sandbox.slack.journal.waitFor(`the Home of ${who.name}`, () => fits(home(who)));
  expect(viewObjections({ type: 'home', blocks: [...(who.home?.blocks ?? [])] } as never)).toEqual([]);
  return home(who);
}

const has =
  (...words: readonly string[]) =>
  (shown: string) =>
    words.every((word) => shown.includes(word));
const lacks = (word: string) => (shown: string) => !shown.includes(word);

/** Uma is connected, and looks at her Home; a room has a thread. */
async function atHome(): Promise<void> {
  await house.connectUma();
  await house.webex.ann.says(house.webex.launch, 'Who is hungry?');
  await house.shown('Who is hungry?');
  await house.slack.uma.opensHome();
  await shows(has('Product launch'));
}

describe('first contact', () => {
  test('nothing is posted before somebody opens the app; then they are welcomed once, with one button', async () => {
    const { uma } = house.slack;
    const { journal } = house.sandbox.slack;
    expect(journal.entries.filter(({ type }) => type === 'message')).toEqual([]);
    await uma.opensHome('messages');
    const welcome = await house.shown(texts.welcome);
    expect(welcome.channel).toBe(await uma.opensDirectMessage());
    await uma.opensHome('messages');
    await uma.opensHome();
    await shows(has(texts.intro));
    expect(journal.entries.filter((entry) => entry.type === 'message' && entry.text === texts.welcome)).toHaveLength(1);
  });

  test('whoever mentions Pigdin for the first time is welcomed there, so that only they see it', async () => {
    const { uma, general } = house.slack;
    const { bot } = house.sandbox.slack.world;
    await uma.invites(bot, general);
    await uma.posts(general, `What is <@${bot.id}>?`);
    expect(await house.whispered(texts.welcome)).toMatchObject({ viewer: uma.id, channel: general.id });
    await uma.opensHome();
    await shows(has(texts.intro));
    expect(
      house.sandbox.slack.journal.entries.some((entry) => entry.type === 'message' && entry.text === texts.welcome),
    ).toBe(false);
  });

  test('whoever is connected is not welcomed any more', async () => {
    await house.connectUma();
    await house.slack.uma.opensHome();
    await shows(has('You are connected'));
    expect(
      house.sandbox.slack.journal.entries.some((entry) => entry.type === 'message' && entry.text === texts.welcome),
    ).toBe(false);
  });
});

describe('the Home of somebody who is not connected', () => {
  test('says what this is, and connects at the press of its one button', async () => {
    await house.setUpUser(house.webex.uma);
    const { uma } = house.slack;
    await uma.opensHome();
    expect(await shows(has(texts.intro))).toContain(texts.connectButton);
    expect(await nextModal(house, uma, () => uma.clicksInHome(ACTIONS.connect))).toContain(
      'Connected to Webex as Uma Berg',
    );
    await shows(has('You are connected to Webex as Uma Berg', texts.noThreads));
  });

  test('tells in the modal why that did not work', async () => {
    const { uma } = house.slack;
    await uma.opensHome();
    await shows(has(texts.intro));
    expect(await nextModal(house, uma, () => uma.clicksInHome(ACTIONS.connect))).toContain(
      'No Webex user with the address',
    );
    expect(home()).toContain(texts.intro);
  });
});

describe('the Home of somebody who is connected', () => {
  test('tells in plain words as whom, how it stands, and which rooms have a thread', async () => {
    await atHome();
    const shown = await shows(has(texts.newSince(1)));
    expect(shown).toContain('You are connected to Webex as Uma Berg (uma@example.com).');
    expect(shown).toContain(texts.flows);
    expect(shown).toContain(texts.roomCount(1, 0));
    expect(shown).toContain('last message');
    expect(shown).toMatch(/<https:\/\/[^|]+\/archives\/[^|]+\|Open the thread>/);
  });

  test('follows what happens, without being opened again', async () => {
    await atHome();
    await house.webex.ann.says(house.webex.launch, 'Nobody?');
    await shows(has(texts.newSince(2)));
    const thread = await house.threadOf('The Webex space Product launch');
    await house.slack.uma.posts(thread.channel, 'Me', { threadTs: thread.ts });
    await shows(has(texts.nothingNew));
    await house.webex.carla.says(house.webex.care, 'A new room');
    expect(await shows(has('Customer care'))).toContain(texts.roomCount(2, 0));
  });

  test('mutes and unmutes a room', async () => {
    await atHome();
    await house.slack.uma.clicksInHome(ACTIONS.mute);
    await shows(has(` · ${texts.isMuted}`, texts.roomCount(1, 1)));
    await house.slack.uma.clicksInHome(ACTIONS.unmute);
    expect(await shows(lacks(` · ${texts.isMuted}`))).toContain(texts.muteButton);
  });

  test('finds rooms by words, also those that have no thread, and opens them', async () => {
    await atHome();
    const { uma } = house.slack;
    await uma.clicksInHome(ACTIONS.search, 'CÄRE');
    await shows(has(texts.nothingFound('CÄRE'), texts.elsewhereHeading, 'Customer care', texts.openButton));
    await uma.clicksInHome(ACTIONS.open);
    await shows(has(texts.openThread, texts.elsewhereNone));
    await uma.clicksInHome(ACTIONS.search, '');
    expect(await shows(has(texts.roomsHeading, 'Product launch'))).toContain('Customer care');
  });

  test('says so where Webex cannot be asked for more', async () => {
    await atHome();
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, drop: true, times: 10 });
    await house.slack.uma.clicksInHome(ACTIONS.search, 'launch');
    expect(await shows(has(texts.elsewhereFailed))).toContain('Product launch');
  });

  test('begins a conversation and opens the settings', async () => {
    await atHome();
    const { uma } = house.slack;
    await uma.clicksInHome(ACTIONS.writeTo);
    await house.sandbox.slack.journal.waitFor('the form', () => modalOf(uma).includes(texts.newEmail));
    await uma.closesModal();
    await uma.clicksInHome(ACTIONS.settings);
    await house.sandbox.slack.journal.waitFor('the settings', () => modalOf(uma).includes(texts.startsLabel));
    expect(modalOf(uma)).toContain(texts.placeLabel);
  });

  test('shows what could not be sent, to be tried again or given up', async () => {
    await atHome();
    const { uma } = house.slack;
    const thread = await house.threadOf('The Webex space Product launch');
    house.sandbox.webex.world.makeReadOnly(house.webex.launch);
    for (const text of ['One', 'Two'])
      await house.marked(await uma.posts(thread.channel, text, { threadTs: thread.ts }), 'x');
    await shows(has(texts.failedReplies(2)));
    expect(await nextModal(house, uma, () => uma.clicksInHome(ACTIONS.failed))).toContain(texts.parkedHeading(2));
    await nextModal(house, uma, () => uma.clicksInModal(ACTIONS.drop));
    await shows(has(texts.failedReplies(1)));
    house.sandbox.webex.world.makeReadOnly(house.webex.launch, false);
    await nextModal(house, uma, () => uma.clicksInModal(ACTIONS.retry));
    await shows(lacks(texts.failedReplies(1)));
    expect(house.inWebex(house.webex.launch).at(-1)).toBe('Uma Berg: Two');
  });

  test('disconnects, after Slack has asked for confirmation', async () => {
    await atHome();
    const button = JSON.stringify(house.slack.uma.home?.blocks);
    expect(button).toContain(texts.disconnectAsk);
    await house.slack.uma.clicksInHome(ACTIONS.disconnect);
    await shows(has(texts.intro));
    expect(await house.ask(house.slack.uma, 'status')).toContain(texts.notConnected.slice(0, 30));
  });

  test('says so when PubNub is away, and when it is back', async () => {
    await atHome();
    house.sandbox.pubnub.switches.disconnect();
    expect(await shows(has(texts.disturbed))).not.toContain(texts.flows);
    house.sandbox.pubnub.switches.reconnect();
    expect(await shows(has(texts.flows))).not.toContain(texts.disturbed);
  });
});

describe('with many rooms', () => {
  test('the Home shows a page of them, and leafs', async () => {
    await house.connectUma();
    const { world } = house.sandbox.webex;
    const { uma } = house.slack;
    for (let number = 1; number <= 25; number += 1) {
      const room = world.addRoom({ title: `Room ${number}.`, people: [house.webex.uma, house.webex.ann] });
      await house.webex.ann.says(room, `Hello ${number}.`);
    }
    await house.shown('Hello 25.');
    await house.slack.uma.opensHome();
    await shows(has(texts.pageOf(1, 20, 25), texts.nextPage));
    await uma.clicksInHome(ACTIONS.homeNext);
    await shows(has(texts.pageOf(21, 25, 25), texts.previousPage));
    await uma.clicksInHome(ACTIONS.homePrevious);
    expect(await shows(has(texts.pageOf(1, 20, 25)))).not.toContain(texts.previousPage);
  });
});

describe('where people sign in by themselves', () => {
  beforeEach(async () => {
    await house.close();
    house = await openHouse({ signIn: true });
    await house.startBridge();
  });

  test('the Home leads to the sign-in, and shows when it has worked', async () => {
    const { uma } = house.slack;
    await uma.opensHome();
    await shows(has(texts.intro));
    const modal = await nextModal(house, uma, () => uma.clicksInHome(ACTIONS.connect));
    expect(modal).toContain(texts.signIn);
    await signIn(house.sandbox, uma, house.webex.uma);
    await shows(has('You are connected to Webex as Uma Berg'));
  });

  test('it tells whoever Webex signed out, with a button', async () => {
    const { uma } = house.slack;
    await signIn(house.sandbox, uma, house.webex.uma);
    await uma.opensHome();
    await shows(has('You are connected to Webex as Uma Berg'));
    house.sandbox.webex.world.revokeTokens(house.webex.uma);
    await house.tend();
    expect(await shows(has(texts.signedOut))).toContain(texts.signInButton);
  });
});
