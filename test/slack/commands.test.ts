import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texts } from '../../src/bridge/texts.ts';
import { COMMANDS, usageOf } from '../../src/slack/commands/table.ts';
import { ACTIONS } from '../../src/slack/views/ids.ts';
import { openHouse, type House } from '../support/house.ts';
import { ask, lastSeen, press, reads } from './support.ts';

let house: House;
const uma = (words: string): Promise<string> => ask(house, house.slack.uma, words);

beforeAll(async () => {
  house = await openHouse();
  await house.startBridge();
});
afterAll(() => house.close());

describe('before somebody is connected', () => {
  test.each(COMMANDS.filter(({ name }) => name !== 'connect' && name !== 'help').map(({ name }) => name))(
    '%s says how to connect, with a button that does it',
    async (name) => {
      expect(await uma(`${name} lunch direct`)).toContain(texts.notConnected);
      expect(JSON.stringify(lastSeen(house.slack.uma).blocks)).toContain(ACTIONS.connect);
    },
  );

  test('the button connects as the command does', async () => {
    await uma('rooms');
    expect(await press(house, house.slack.uma, ACTIONS.connect)).toContain('No Webex user with the address');
  });
});

describe('help', () => {
  test.each(['', 'help', 'frobnicate'])('is the answer to %j, and lists every command', async (words) => {
    const answer = await uma(words);
    for (const command of COMMANDS) expect(answer).toContain(`/pigdin ${usageOf(command)}`);
  });

  test('suggests what a word may have been meant to be', async () => {
    expect(await uma('hist')).toContain('Did you mean `/pigdin history`?');
  });

  test('says how a command is typed that lacks something', async () => {
    expect(await uma('move lunch')).toContain('`/pigdin move <room> <#channel or direct>`');
  });
});

describe('once somebody is connected', () => {
  beforeAll(async () => {
    await house.connectUma();
  });

  test('history and who say what to do where no room has a thread yet', async () => {
    expect(await uma('history')).toBe(texts.noRooms);
    expect(await uma('who')).toBe(texts.noRooms);
  });

  test('rooms lists what Webex has', async () => {
    const answer = await uma('rooms');
    for (const title of ['Product launch', 'Customer care', 'Ben Okafor']) expect(answer).toContain(title);
    expect(answer).toContain(texts.noThreadYet);
  });

  test('rooms finds a room by words, however they are typed', async () => {
    expect(await uma('rooms nowhere')).toBe(texts.noSuchWebexRoom('nowhere'));
    expect(await uma('rooms CUSTÓMER')).toContain('Customer care');
  });

  test('a button beside a room without a thread opens one', async () => {
    await uma('rooms customer');
    expect(await press(house, house.slack.uma, ACTIONS.open)).toContain('Customer care is mirrored now');
  });

  test('open gives a quiet room its thread, once', async () => {
    expect(await uma('open launch')).toContain('Product launch is mirrored now');
    const thread = await house.threadOf('The Webex space Product launch');
    expect(thread.channel).toBe(await house.slack.uma.opensDirectMessage());
    expect(await uma('open Product launch')).toContain('Product launch is mirrored already');
    expect(await uma('open nowhere')).toBe(texts.noSuchWebexRoom('nowhere'));
  });

  test('the link in an answer leads to the thread', async () => {
    const { channel, ts } = await house.threadOf('The Webex space Customer care');
    expect(await uma('open Customer care')).toContain(`/archives/${channel}/p${ts.replace('.', '')}|`);
  });

  test('who lists the people of a room, and marks the reader', async () => {
    const answer = await uma('who care');
    expect(answer).toContain('3 people are in Customer care');
    expect(answer).toContain('Uma Berg (you)');
    expect(answer).toContain('carla@partner.example');
  });

  test('person finds somebody by name or address, with a button to write to them', async () => {
    house.sandbox.webex.world.addPerson({ name: 'Cleo Park', email: 'cleo@example.com' });
    expect(await uma('person cleo@example.com')).toContain('Cleo Park');
    expect(await uma('person Cleo')).toContain('cleo@example.com');
    expect(reads(house.slack.uma)).toContain('Write to Cleo Park');
    expect(await uma('person Nobody')).toContain(texts.nobodyFound('Nobody'));
  });

  test('new sends a first message as the user, and gives the conversation a thread', async () => {
    expect(await uma('new cleo@example.com Nice to meet you')).toContain('Sent to Cleo Park');
    const thread = await house.threadOf('Your Webex conversation with Cleo Park');
    await house.shown('Nice to meet you');
    expect(house.replies(thread)).toEqual(['Uma Berg: Nice to meet you']);
    const ts = await house.slack.uma.posts(thread.channel, 'And here I am again', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
  });

  test('new finds the address of a Slack user who is mentioned', async () => {
    house.sandbox.webex.world.addPerson({ name: 'Theo Lind', email: 'theo@example.com' });
    expect(await uma('new @Theo Lind Hello Theo')).toContain('Sent to Theo Lind');
  });

  test('new refuses what is no address, and says so of an address that Webex does not know', async () => {
    expect(await uma('new somebody Hello')).toBe(texts.noEmailTyped('somebody'));
    expect(await uma('new nobody@nowhere.example Hello')).toContain('knows nobody with this e-mail address');
  });

  test('mute keeps a room out of Slack, and says so on its card; unmute takes it back', async () => {
    const { carla, care } = house.webex;
    expect(await uma('mute care')).toContain('Customer care is muted');
    const thread = await house.threadOf('The Webex space Customer care');
    const card = () => JSON.stringify(house.sandbox.slack.world.message(thread.channel, thread.ts)?.blocks);
    await house.becomes(thread.ts, () => card().includes(texts.cardMuted));
    await carla.says(care, 'Nobody hears this');
    await house.sandbox.webex.settled();
    expect(await uma('unmute care')).toContain('no longer muted');
    await house.becomes(thread.ts, () => !card().includes(texts.cardMuted));
    await carla.says(care, 'Everybody hears this');
    await house.shown('Everybody hears this');
    expect(house.replies(thread)).toEqual(['Carla Díaz: Everybody hears this']);
  });

  test('history shows what was written, and has then been seen', async () => {
    const answer = await uma('history care');
    expect(answer).toContain('Nobody hears this');
    expect(answer).toContain('Everybody hears this');
    expect(await uma('rooms care')).toContain(texts.nothingNew);
  });

  test('history says so where nobody has written', async () => {
    expect(await uma('history launch')).toBe(texts.historyEmpty('Product launch'));
  });

  test('several rooms that fit are a menu, from which the command goes on', async () => {
    house.sandbox.webex.world.addRoom({ title: 'Customer panel', people: [house.webex.uma, house.webex.ben] });
    await uma('open panel');
    const answer = await uma('who customer');
    expect(answer).toContain(texts.several('customer'));
    expect(answer).toContain('Customer panel');
    const { id } = house.webex.care;
    expect(await press(house, house.slack.uma, ACTIONS.chooseRoom, id)).toContain('people are in Customer care');
  });

  test('a menu keeps what else was typed', async () => {
    expect(await uma('history customer 1')).toContain(texts.several('customer'));
    const chosen = await press(house, house.slack.uma, ACTIONS.chooseRoom, house.webex.care.id);
    expect(chosen).toContain('The last message in Customer care');
  });

  test('move mirrors a room in a channel from then on, and says who will read it', async () => {
    const { uma: slackUma } = house.slack;
    await slackUma.invites(house.sandbox.slack.world.bot, house.slack.general);
    const before = await house.threadOf('The Webex space Customer care');
    const answer = await uma('move care #general');
    expect(answer).toContain('Customer care is mirrored in <#');
    expect(answer).toContain('can read these threads');
    await house.webex.carla.says(house.webex.care, 'In public');
    const shown = await house.shown('In public');
    expect(shown.channel).toBe(house.slack.general.id);
    await house.becomes(before.ts, () =>
      JSON.stringify(house.sandbox.slack.world.message(before.channel, before.ts)?.blocks).includes('another thread'),
    );
    expect(await uma('move care #general')).toContain('already');
    expect(await uma('move care direct')).toContain(texts.yourDirectMessages);
  });

  test('move refuses a channel that Pigdin cannot use, with the remedy', async () => {
    const { world } = house.sandbox.slack;
    const people = [house.slack.uma];
    world.addChannel({ name: 'closed', members: people });
    world.addChannel({ name: 'outside', members: [...people, world.bot], isExtShared: true });
    world.addChannel({ name: 'old', members: [...people, world.bot], isArchived: true });
    expect(await uma('move care #closed')).toContain('/invite @Pigdin');
    expect(await uma('move care #outside')).toContain('shared with another company');
    expect(await uma('move care #old')).toContain('is archived');
    expect(await uma('move care #nowhere')).toContain('sees no channel #nowhere');
  });

  test('status says in plain words how it stands', async () => {
    const answer = await uma('status');
    expect(answer).toContain('You are connected to Webex as Uma Berg (uma@example.com).');
    expect(answer).toContain(texts.flows);
    expect(answer).toContain(texts.threadsIn(texts.yourDirectMessages));
  });

  test('disconnect forgets everything', async () => {
    expect(await uma('disconnect')).toBe(texts.disconnected);
    expect(await uma('status')).toContain(texts.notConnected);
  });
});
