import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texts } from '../../src/bridge/texts.ts';
import { ACTIONS, SHORTCUTS } from '../../src/slack/views/ids.ts';
import { openHouse, type House, type Thread } from '../support/house.ts';
import { modalOf, nextModal, nextWhisper, pressOn, reads } from './support.ts';

let house: House;
let thread: Thread;

beforeAll(async () => {
  house = await openHouse();
  await house.startBridge();
  await house.connectUma();
  await house.webex.ann.says(house.webex.launch, 'Who is hungry?');
  await house.shown('Who is hungry?');
  thread = await house.threadOf('The Webex space Product launch');
});
afterAll(() => house.close());

const card = () => house.sandbox.slack.world.message(thread.channel, thread.ts)?.reads ?? '';
const mention = () => `<@${house.sandbox.slack.world.bot.id}>`;
const inThread = (text: string) => house.slack.uma.posts(thread.channel, text, { threadTs: thread.ts });

describe('the card of a room', () => {
  test('names the room and the people in it, once Webex has told', async () => {
    await house.becomes(thread.ts, () => card().includes('People: '));
    expect(card()).toContain('Product launch');
    expect(card()).toContain('People: Ann Lee, Uma Berg and Ben Okafor.');
    for (const label of ['History', 'People', 'Mute', 'Open in Webex']) expect(card()).toContain(`[${label}]`);
  });

  test('follows the title and the members of the room', async () => {
    const { ann, launch, carla } = house.webex;
    await ann.renames(launch, 'Grand launch');
    await house.becomes(thread.ts, () => card().includes('Grand launch'));
    await ann.adds(carla, launch);
    await house.becomes(thread.ts, () => card().includes('Carla Díaz'));
    expect(card()).toContain('Grand launch');
  });

  test('shows history and people at the press of a button, in the thread, to the presser only', async () => {
    const { uma } = house.slack;
    expect(await pressOn(house, uma, thread, ACTIONS.history)).toContain('Who is hungry?');
    expect(uma.ephemerals.at(-1)).toMatchObject({ thread_ts: thread.ts, viewer: uma.id });
    expect(await pressOn(house, uma, thread, ACTIONS.people)).toContain('4 people are in Grand launch');
  });

  test('mutes and unmutes the room, however often one presses, and says so in words', async () => {
    const { uma } = house.slack;
    const { journal } = house.sandbox.slack;
    const answers = () => journal.entries.filter((entry) => entry.type === 'response').length;
    const before = answers();
    await Promise.all([1, 2].map(() => uma.clicks(thread.channel, thread.ts, ACTIONS.mute)));
    await journal.waitFor('both answers', () => answers() === before + 2);
    expect(reads(uma)).toContain('Grand launch is muted');
    await house.becomes(thread.ts, () => card().includes(texts.cardMuted));
    expect(await pressOn(house, uma, thread, ACTIONS.unmute)).toContain('no longer muted');
    await house.becomes(thread.ts, () => !card().includes(texts.cardMuted));
  });
});

describe('@Pigdin in a thread', () => {
  test.each([
    ['history', 'The last message in Grand launch'],
    ['history 1', 'The last message in Grand launch'],
    ['who', '4 people are in Grand launch'],
    ['mute', 'Grand launch is muted'],
    ['unmute', 'no longer muted'],
    ['status', 'You are connected to Webex'],
    ['open nowhere', texts.noSuchWebexRoom('nowhere')],
    ['', '/pigdin history [room] [number]'],
  ])('%j answers the asker, and does not go to Webex', async (words, expected) => {
    const before = house.inWebex(house.webex.launch).length;
    const answer = await nextWhisper(house, house.slack.uma, () => inThread(`${mention()} ${words}`));
    expect(answer).toContain(expected);
    const ts = await inThread(`After ${words}`);
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(house.webex.launch).slice(before)).toEqual([`Uma Berg: After ${words}`]);
  });

  test.each(['new', 'settings'])('%s, which is a form, is offered as a button', async (words) => {
    expect(await nextWhisper(house, house.slack.uma, () => inThread(`${mention()} ${words}`))).toContain('from here:');
  });

  test('with anything but a command is an ordinary reply, and goes to Webex', async () => {
    const ts = await inThread(`${mention()} is a nice bridge`);
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(house.webex.launch).at(-1)).toContain('is a nice bridge');
  });

  test('is answered without a word by the message and the mention both', async () => {
    const { uma, general } = house.slack;
    await uma.invites(house.sandbox.slack.world.bot, general);
    await house.ask(uma, 'move launch #general');
    const moved = await house.posted(
      ({ channel, text }) => channel === general.id && text.startsWith('The Webex space'),
      'the moved thread',
    );
    const before = uma.ephemerals.length;
    await nextWhisper(house, uma, () => uma.posts(general, `${mention()} who`, { threadTs: moved.ts }));
    await nextWhisper(house, uma, () => uma.posts(general, `${mention()} history`, { threadTs: moved.ts }));
    expect(uma.ephemerals.slice(before).map(({ text }) => text)).toEqual([
      '4 people are in Grand launch',
      expect.stringContaining('messages in Grand launch'),
    ]);
    await house.ask(uma, 'move launch direct');
  });

  test('outside the threads of rooms answers where it was asked', async () => {
    const { uma, general } = house.slack;
    expect(await nextWhisper(house, uma, () => uma.posts(general, `${mention()} status`))).toContain(
      'You are connected',
    );
    expect(await nextWhisper(house, uma, () => uma.posts(general, `Hello ${mention()}`))).toContain(
      '/pigdin connect [#channel]',
    );
  });
});

test('what is written to Pigdin in the direct messages is a command without a mention', async () => {
  const { uma } = house.slack;
  const direct = await uma.opensDirectMessage();
  await uma.posts(direct, 'status');
  const answer = await house.posted(
    ({ channel, threadTs, text }) => channel === direct && threadTs === undefined && text.includes('You are connected'),
    'the answer',
  );
  expect(answer.author).toBe('Pigdin');
  await uma.posts(direct, 'good morning');
  await house.posted(
    ({ channel, text }) => channel === direct && text.includes('“good” is nothing that Pigdin knows'),
    'the help',
  );
});

describe('the shortcut Room details', () => {
  test('tells all about the room of a thread, whichever of its messages it is used on', async () => {
    const { uma } = house.slack;
    const message = await house.shown('Who is hungry?');
    for (const ts of [thread.ts, message.ts]) {
      const modal = await nextModal(house, uma, () => uma.usesMessageShortcut(thread.channel, ts, SHORTCUTS.details));
      expect(modal).toContain('Grand launch');
      expect(modal).toContain('4 people are in');
      expect(modal).toContain('ann@customer.example');
      await uma.closesModal();
    }
  });

  test('says so where there is no room', async () => {
    const { uma, general } = house.slack;
    const ts = await uma.posts(general, 'Lunch?');
    expect(await nextModal(house, uma, () => uma.usesMessageShortcut(general, ts, SHORTCUTS.details))).toContain(
      texts.notInRoom,
    );
    await uma.closesModal();
  });

  test('opens at once, also where Webex does not answer, and then says so', async () => {
    const { uma } = house.slack;
    house.sandbox.pubnub.faults.inject({ path: /webex\/query$/, drop: true, times: 10 });
    const modal = await nextModal(house, uma, () =>
      uma.usesMessageShortcut(thread.channel, thread.ts, SHORTCUTS.details),
    );
    house.sandbox.pubnub.faults.clear();
    expect(modal).toContain(texts.unreachable);
    await uma.closesModal();
  });
});

describe('the shortcut Who wrote this?', () => {
  test('shows the person behind a mirrored message', async () => {
    const { uma } = house.slack;
    const { ts } = await house.shown('Who is hungry?');
    const modal = await nextModal(house, uma, () => uma.usesMessageShortcut(thread.channel, ts, SHORTCUTS.writer));
    expect(modal).toContain('Ann Lee');
    expect(modal).toContain('ann@customer.example');
    expect(modal).toContain('Write to Ann Lee');
    await uma.closesModal();
  });

  test('tells the owner that they wrote it, and as whom it stands in Webex', async () => {
    const { uma } = house.slack;
    const ts = await inThread('Mine');
    await house.marked(ts, 'white_check_mark');
    const modal = await nextModal(house, uma, () => uma.usesMessageShortcut(thread.channel, ts, SHORTCUTS.writer));
    expect(modal).toContain('You wrote this. In Webex it stands as written by Uma Berg');
    await uma.closesModal();
  });

  test('says so of what is not in Webex', async () => {
    const { uma } = house.slack;
    const modal = await nextModal(house, uma, () =>
      uma.usesMessageShortcut(thread.channel, thread.ts, SHORTCUTS.writer),
    );
    expect(modal).toContain(texts.notInWebex);
    await uma.closesModal();
  });
});

describe('the shortcut Retry sending', () => {
  const use = (ts: string) =>
    nextWhisper(house, house.slack.uma, () => house.slack.uma.usesMessageShortcut(thread.channel, ts, SHORTCUTS.retry));

  test('sends a reply again that Webex refused', async () => {
    const { world } = house.sandbox.webex;
    world.makeReadOnly(house.webex.launch);
    const ts = await inThread('Refused at first');
    await house.marked(ts, 'x');
    world.makeReadOnly(house.webex.launch, false);
    expect(await use(ts)).toBe(texts.retrying(1));
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(house.webex.launch)).toContain('Uma Berg: Refused at first');
    expect(await use(ts)).toBe(texts.notParked);
  });

  test('says so where there is nothing to send', async () => {
    expect(await use(thread.ts)).toBe(texts.notParked);
  });
});

describe('the shortcut Delete in Webex', () => {
  const open = (ts: string) =>
    nextModal(house, house.slack.uma, () => house.slack.uma.usesMessageShortcut(thread.channel, ts, SHORTCUTS.delete));

  test('asks first, and then deletes a reply of one’s own in Webex', async () => {
    const ts = await inThread('Delete me');
    await house.marked(ts, 'white_check_mark');
    expect(await open(ts)).toContain(texts.deleteAsk);
    expect(house.inWebex(house.webex.launch)).toContain('Uma Berg: Delete me');
    await house.slack.uma.submits();
    expect(modalOf(house.slack.uma)).toContain(texts.deleting);
    await house.slack.uma.closesModal();
    await house.sandbox.webex.journal.waitFor(
      'the deletion',
      () => !house.inWebex(house.webex.launch).includes('Uma Berg: Delete me'),
    );
    expect(house.sandbox.slack.world.message(thread.channel, ts)?.reads).toBe('Delete me');
  });

  test('deletes what the owner wrote from another client, and its mirror goes with it', async () => {
    await house.webex.uma.says(house.webex.launch, 'From my phone');
    const { ts } = await house.shown('From my phone');
    expect(await open(ts)).toContain(texts.deleteAsk);
    await house.slack.uma.submits();
    await house.slack.uma.closesModal();
    await house.changed('deleted', 'From my phone');
    expect(house.inWebex(house.webex.launch)).not.toContain('Uma Berg: From my phone');
  });

  test('changes nothing where one thinks better of it', async () => {
    const ts = await inThread('Stay');
    await house.marked(ts, 'white_check_mark');
    await open(ts);
    await house.slack.uma.closesModal();
    expect(house.inWebex(house.webex.launch)).toContain('Uma Berg: Stay');
  });

  test('refuses what others wrote', async () => {
    const { ts } = await house.shown('Who is hungry?');
    expect(await open(ts)).toContain(texts.deleteNotYours);
    await house.slack.uma.closesModal();
  });
});
