import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { texts } from '../../src/bridge/texts.ts';
import { ACTIONS } from '../../src/slack/views/ids.ts';
import { NEW_FORM } from '../../src/slack/views/new-form.ts';
import { SETTINGS_FORM as FORM, SHOW } from '../../src/slack/views/settings-form.ts';
import { viewObjections } from '../support/block-kit.ts';
import { openHouse, type House } from '../support/house.ts';
import { ask, modalOf, press } from './support.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.startBridge();
  await house.connectUma();
});
afterAll(() => house.close());
beforeEach(async () => {
  while (house.slack.uma.modals.length > 0) await house.slack.uma.closesModal();
});

const { waitFor } = {
  waitFor: (what: string, holds: () => boolean) => house.sandbox.slack.journal.waitFor(what, holds),
};

/** Types a command that opens a modal, and returns it once it reads so. */
async function opens(words: string, expected: string): Promise<string> {
  await house.slack.uma.command('/pigdin', words, house.slack.general);
  await waitFor(`a modal with “${expected}”`, () => modalOf(house.slack.uma).includes(expected));
  const top = house.slack.uma.modals.at(-1);
  expect(viewObjections({ ...top, blocks: [...(top?.blocks ?? [])] } as never)).toEqual([]);
  return modalOf(house.slack.uma);
}

describe('the form for a new conversation', () => {
  test('asks for what was not typed, sends it, and tells where it goes on', async () => {
    house.sandbox.webex.world.addPerson({ name: 'Cleo Park', email: 'cleo@example.com' });
    const { uma } = house.slack;
    await opens('new cleo@example.com', texts.newText);
    expect(JSON.stringify(uma.modals.at(-1)?.blocks)).toContain('"initial_value":"cleo@example.com"');
    await uma.submits({ [NEW_FORM.email]: 'cleo@example.com', [NEW_FORM.text]: 'Hello Cleo' });
    await waitFor('the answer', () => modalOf(uma).includes('Sent to Cleo Park'));
    await house.shown('Hello Cleo');
  });

  test('refuses what is no address at its field, and keeps what was typed', async () => {
    const { uma } = house.slack;
    await opens('new', texts.newText);
    const { errors } = await uma.submits({ [NEW_FORM.email]: 'somebody', [NEW_FORM.text]: 'Hello' });
    expect(errors).toEqual({ [NEW_FORM.email]: texts.noEmailTyped('somebody') });
    expect(modalOf(uma)).toContain(texts.newText);
  });

  test('comes back with the reason, and what was typed, when Webex refuses', async () => {
    const { uma } = house.slack;
    await opens('new', texts.newText);
    await uma.submits({ [NEW_FORM.email]: 'nobody@nowhere.example', [NEW_FORM.text]: 'Hello nobody' });
    await waitFor('the reason', () => modalOf(uma).includes('knows nobody with this e-mail address'));
    expect(JSON.stringify(uma.modals.at(-1)?.blocks)).toContain('Hello nobody');
  });

  test('sends once, however often it is submitted after a lost answer', async () => {
    const { uma } = house.slack;
    house.sandbox.webex.world.addPerson({ name: 'Dora Grey', email: 'dora@example.com' });
    await opens('new', texts.newText);
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, drop: true, when: 'after', times: 20 });
    const values = { [NEW_FORM.email]: 'dora@example.com', [NEW_FORM.text]: 'Just once' };
    await uma.submits(values);
    await waitFor('the form again', () => modalOf(uma).includes(texts.unreachable));
    house.sandbox.pubnub.faults.clear();
    await uma.submits(values);
    await waitFor('the answer', () => modalOf(uma).includes('Sent to Dora Grey'));
    const thread = await house.threadOf('Your Webex conversation with Dora Grey');
    await house.shown('Just once');
    expect(house.replies(thread)).toEqual(['Uma Berg: Just once']);
  });

  test('tells in a direct message how it went when it was closed too early', async () => {
    const { uma } = house.slack;
    await opens('new', texts.newText);
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, delayMs: 300 });
    await uma.submits({ [NEW_FORM.email]: 'cleo@example.com', [NEW_FORM.text]: 'In a hurry' });
    await uma.closesModal();
    const told = await house.posted(({ text }) => text.startsWith('Sent to Cleo Park'), 'how it went');
    expect(told.channel).toBe(await uma.opensDirectMessage());
  });

  test('opens from a button that names a person', async () => {
    await ask(house, house.slack.uma, 'person Cleo');
    const { channel, ts } = house.slack.uma.ephemerals.at(-1) ?? { channel: '', ts: '' };
    await house.slack.uma.clicks(channel, ts, ACTIONS.writeTo);
    await waitFor('the form', () => modalOf(house.slack.uma).includes(texts.newText));
    expect(JSON.stringify(house.slack.uma.modals.at(-1)?.blocks)).toContain('cleo@example.com');
  });
});

describe('the settings', () => {
  const usual = { [FORM.place]: 'direct', [FORM.starts]: 'all', [FORM.deleted]: 'remove', [FORM.show]: [SHOW.own] };

  test('open at once, and list the rooms to choose from when Webex has told them', async () => {
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, delayMs: 200 });
    expect(await opens('settings', texts.chosenLoading)).not.toContain('Product launch');
    await waitFor('the rooms', () => modalOf(house.slack.uma).includes('Product launch'));
    for (const label of [
      texts.placeLabel,
      texts.startsLabel,
      texts.quietFromLabel,
      texts.showOwn,
      texts.deletedLabel,
    ]) {
      expect(modalOf(house.slack.uma)).toContain(label);
    }
  });

  test('list the rooms with a thread where Webex cannot be asked', async () => {
    await ask(house, house.slack.uma, 'open care');
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, drop: true, times: 10 });
    expect(await opens('settings', texts.chosenFailed)).toContain('Customer care');
    house.sandbox.pubnub.faults.clear();
  });

  test('are kept, and stand in the form when it is opened again', async () => {
    await opens('settings', texts.chosenHint);
    const { submits } = { submits: house.slack.uma.submits.bind(house.slack.uma) };
    const care = JSON.stringify(house.slack.uma.modals.at(-1)?.blocks).match(/"value":"([0-9a-f-]{36})"/)?.[1] ?? '';
    await submits({
      ...usual,
      [FORM.starts]: 'chosen',
      [FORM.chosen]: [care],
      [FORM.quietFrom]: '22:00',
      [FORM.quietTo]: '07:00',
      [FORM.deleted]: 'strike',
      [FORM.show]: [SHOW.reactions],
    });
    await opens('settings', texts.chosenHint);
    const form = JSON.stringify(house.slack.uma.modals.at(-1)?.blocks);
    for (const set of ['"initial_time":"22:00"', '"initial_time":"07:00"', '"initial_options"'])
      expect(form).toContain(set);
    expect(form).toContain(`"initial_option":{"value":"chosen"`);
    expect(form).toContain(`"initial_option":{"value":"strike"`);
  });

  test('decide what happens next: a room that is not chosen gets no thread by itself', async () => {
    await house.webex.ben.says(house.webex.direct, 'Not chosen');
    await house.webex.carla.says(house.webex.care, 'Has a thread');
    await house.shown('Has a thread');
    expect(
      house.sandbox.slack.journal.entries.some(
        (entry) => entry.type === 'message' && entry.text.includes('Not chosen'),
      ),
    ).toBe(false);
    await opens('settings', texts.chosenHint);
    await house.slack.uma.submits(usual);
    await house.webex.ben.says(house.webex.direct, 'Now it starts');
    await house.shown('Now it starts');
  });

  test('refuse half a quiet time, and a channel that Pigdin cannot use, each at its field', async () => {
    const { uma } = house.slack;
    const { world } = house.sandbox.slack;
    const outside = world.addChannel({ name: 'outside', members: [uma, world.bot], isExtShared: true });
    const old = world.addChannel({ name: 'old', members: [uma, world.bot], isArchived: true });
    await opens('settings', texts.chosenHint);
    const submit = async (values: object) => (await uma.submits({ ...usual, ...values })).errors;
    expect(await submit({ [FORM.quietFrom]: '22:00' })).toEqual({ [FORM.quietTo]: texts.quietHalf });
    const inChannel = { [FORM.place]: 'channel' };
    expect(await submit(inChannel)).toEqual({ [FORM.channel]: texts.placeChannelMissing });
    const at = async (channel: { readonly id: string }) =>
      (await submit({ ...inChannel, [FORM.channel]: channel.id }))[FORM.channel];
    expect(await at(house.slack.general)).toBe(
      'Pigdin is not in this channel. Type /invite @Pigdin there, then try again.',
    );
    expect(await at(outside)).toContain('This channel is shared with another company');
    expect(await at(old)).toContain('This channel is archived');
  });

  test('move new threads to a channel, and back', async () => {
    const { uma, general } = house.slack;
    await uma.invites(house.sandbox.slack.world.bot, general);
    await opens('settings', texts.chosenHint);
    expect(await uma.submits({ ...usual, [FORM.place]: 'channel', [FORM.channel]: general.id })).toMatchObject({
      errors: {},
    });
    await waitFor('the modal closing', () => uma.modals.length === 0);
    expect(await ask(house, uma, 'status')).toContain(`New threads appear in <#${general.id}>`);
    await house.webex.ann.says(house.webex.launch, 'In the channel');
    expect((await house.shown('In the channel')).channel).toBe(general.id);
    await opens('settings', texts.chosenHint);
    await uma.submits(usual);
    expect(await ask(house, uma, 'status')).toContain(texts.threadsIn(texts.yourDirectMessages));
  });

  test('open from a button in a thread', async () => {
    const { uma, general } = house.slack;
    const mention = `<@${house.sandbox.slack.world.bot.id}>`;
    await uma.posts(general, `${mention} settings`);
    await house.whispered(texts.settingsFromHere);
    const { channel, ts } = uma.ephemerals.at(-1) ?? { channel: '', ts: '' };
    await uma.clicks(channel, ts, ACTIONS.settings);
    await waitFor('the settings', () => modalOf(uma).includes(texts.startsLabel));
    expect(modalOf(uma)).toContain(texts.placeLabel);
  });

  test('of somebody who has disconnected meanwhile are not kept, and they are told', async () => {
    const { uma } = house.slack;
    await opens('settings', texts.chosenHint);
    await house.ask(uma, 'disconnect');
    expect((await uma.submits(usual)).errors[FORM.place]).toContain('You are not connected to Webex');
  });
});

test('a button that connects, in the place of an answer, connects', async () => {
  await house.ask(house.slack.uma, 'status');
  await house.setUpUser(house.webex.uma);
  expect(await press(house, house.slack.uma, ACTIONS.connect)).toContain('Connected to Webex as Uma Berg');
});
