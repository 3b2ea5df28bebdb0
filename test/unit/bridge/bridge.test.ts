import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { ConnectResult } from '../../../src/bridge/connections.ts';
import {
  account,
  deletion,
  edit,
  membership,
  message,
  registered,
  roomId,
  roomKey,
  roomNews,
  TEAM,
  userKey,
} from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const AWAY = new BridgeError('pubnub-unreachable', 'PubNub could not be reached', { retryable: true });

/** A world in which Webex user 1 is set up, and nobody is connected. */
async function unconnected(): Promise<World> {
  const world = await startWorld({ accounts: [] });
  world.rooms.users.push(registered(1));
  return world;
}

const ask = (
  world: World,
  {
    email = 'user1@example.com',
    ...changes
  }: { email?: string; slackUser?: string; team?: string; home?: string } = {},
): Promise<ConnectResult> =>
  world.bridge.connections.connectByEmail({ team: TEAM, slackUser: 'U1', ...changes }, email);

describe.each(['nested', 'flat'] as const)('in the %s layout', (layout) => {
  test('people in Webex and the owner in Slack talk with each other', async () => {
    const world = await startWorld({ layout });
    world.webexSays('Lunch?');
    await world.until('it is shown', () => world.threads.messages.some(({ text }) => text === 'Lunch?'));
    await world.reply('Gladly.');
    await world.until('it is sent', () => world.rooms.sent.length === 1);
    world.webexSays('At noon, then.');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: Lunch?', 'U1: Gladly. +sent', 'Ann: At noon, then.']);
    expect(world.rooms.sent.map(({ text }) => text)).toEqual(['Gladly.']);
  });
});

describe('connecting', () => {
  test('pairs a Slack user with the Webex user of the same address, whose rooms are mirrored from then on', async () => {
    const world = await unconnected();
    world.webexSays('before');
    await expect(ask(world)).resolves.toEqual({
      kind: 'connected',
      account: account(1, { connectedAt: expect.any(String) }),
    });
    world.webexSays('after');
    await world.until('it is shown', () => world.threads.messages.length === 2);
    expect(world.threads.thread('Room 1').channel).toBe('D1');
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: after']);
    await world.reply('hello');
    await world.drain();
    expect(world.rooms.sent).toHaveLength(1);
  });

  test('opens threads in the channel that the user chose', async () => {
    const world = await unconnected();
    const result = await ask(world, { home: 'C1' });
    expect(result).toMatchObject({ kind: 'connected', account: { home: 'C1' } });
    expect(world.threads.asked).toEqual([]);
    world.webexSays('hello');
    await world.drain();
    expect(world.threads.thread('Room 1').channel).toBe('C1');
  });

  test('does nothing for an address that nobody has set up', async () => {
    const world = await unconnected();
    await expect(ask(world, { email: 'eve@example.com' })).resolves.toEqual({ kind: 'unknown-email' });
    await expect(world.store.accounts.all()).resolves.toEqual([]);
  });

  test.each([
    ['another Slack user', { slackUser: 'U2' }],
    ['the same user of another workspace', { team: 'T2' }],
  ])('does not take a Webex user away for %s', async (_who, changes) => {
    const world = await unconnected();
    await ask(world);
    await expect(ask(world, changes)).resolves.toEqual({ kind: 'taken' });
    await expect(world.store.accounts.all()).resolves.toEqual([account(1, { connectedAt: expect.any(String) })]);
  });

  test('again keeps the channel unless another is chosen, and takes over what is new in Webex', async () => {
    const world = await unconnected();
    await ask(world, { home: 'C1' });
    world.rooms.users[0] = registered(1, { name: 'Una', avatar: 'https://example.com/una.png' });
    await expect(ask(world)).resolves.toEqual({
      kind: 'connected',
      account: account(1, {
        name: 'Una',
        avatar: 'https://example.com/una.png',
        home: 'C1',
        connectedAt: expect.any(String),
      }),
    });
    await expect(ask(world, { home: 'C2' })).resolves.toMatchObject({ account: { home: 'C2' } });
  });

  test('again leaves the threads that are open where they are', async () => {
    const world = await unconnected();
    await ask(world);
    await world.roomIsMirrored();
    await ask(world, { home: 'C2' });
    world.webexSays('next');
    world.webexSays('elsewhere', { room: 2 });
    await world.drain();
    expect(world.threads.thread('Room 1').channel).toBe('D1');
    expect(world.threads.thread('Room 2').channel).toBe('C2');
  });

  test.each(['findUser', 'directChannel'] as const)('fails whole when %s does, and can be done again', async (call) => {
    const world = await unconnected();
    if (call === 'findUser') world.rooms.fail(call, AWAY);
    else world.threads.fail(call, AWAY);
    await expect(ask(world)).rejects.toBe(AWAY);
    await expect(world.store.accounts.all()).resolves.toEqual([]);
    await expect(ask(world)).resolves.toMatchObject({ kind: 'connected' });
  });

  test('that could not be written down did not happen', async () => {
    const world = await unconnected();
    const repair = world.breakTable('accounts');
    await expect(ask(world)).rejects.toMatchObject({ code: 'store-failed' });
    repair();
    world.webexSays('hello');
    await world.drain();
    expect(world.bridge.accounts.users()).toEqual([]);
    expect(world.threads.messages).toEqual([]);
  });
});

describe('a restart', () => {
  test('resumes where it was: nothing is missed and nothing shown twice', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    world.rooms.listener = () => undefined;
    world.webexSays('while you were away');
    world.webexSays('and another');
    await world.restart();
    await world.until('all is shown', () => world.threads.transcript('Room 1').length === 3);
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'Ann: while you were away', 'Ann: and another']);
  });

  test('knows all accounts again', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    await world.restart();
    expect(world.bridge.accounts.users()).toEqual([userKey(1), userKey(2)]);
  });

  test('after nothing was ever heard resumes from where PubNub was first heard', async () => {
    const world = await startWorld();
    await world.bridge.heardFrom('17000000000000000');
    world.rooms.listener = () => undefined;
    world.webexSays('while you were away');
    await world.restart();
    await world.until('it is shown', () => world.threads.messages.length === 2);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: while you were away']);
  });

  test('does not go back to where PubNub was heard the first time', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const before = await world.cursor();
    await world.restart();
    await world.bridge.heardFrom('16000000000000000');
    await expect(world.cursor()).resolves.toBe(before);
  });

  test('of a store that is broken fails, and does not start from nothing', async () => {
    const world = await startWorld();
    for (const table of ['accounts', 'cursors', 'outbox'] as const) {
      const repair = world.breakTable(table);
      await expect(world.restart()).rejects.toMatchObject({ code: 'store-failed' });
      repair();
    }
  });
});

describe('the history of a room', () => {
  async function roomWith(...envelopes: Parameters<World['rooms']['hear']>[2][]): Promise<World> {
    const world = await startWorld();
    world.webexSays('first');
    for (const envelope of envelopes) world.rooms.hear(userKey(1), roomKey(1), envelope);
    world.webexSays('elsewhere', { room: 2 });
    await world.until('all is dealt with', async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken);
    return world;
  }

  async function textsOf(world: World, count: number): Promise<string[]> {
    const portal = (await world.bridge.portalsOf(account(1))).find(({ room }) => room === roomKey(1));
    if (!portal) throw new Error('room 1 has no thread');
    return (await world.bridge.history(portal, count)).map(({ text }) => text);
  }

  test('is its newest messages, oldest first, and none of other rooms', async () => {
    const world = await roomWith(message(2, { text: 'second' }), message(3, { text: 'third' }));
    await expect(textsOf(world, 10)).resolves.toEqual(['first', 'second', 'third']);
    await expect(textsOf(world, 2)).resolves.toEqual(['second', 'third']);
  });

  test('shows messages and nothing else', async () => {
    const world = await roomWith(
      roomNews(),
      membership(),
      edit(8),
      deletion(9),
      undefined,
      message(2, { text: 'second' }),
    );
    await expect(textsOf(world, 10)).resolves.toEqual(['first', 'second']);
  });

  test('shows messages as they are now: edited ones as edited, deleted ones not at all', async () => {
    const world = await roomWith(
      message(2, { text: 'helo' }),
      message(3, { text: 'regretted' }),
      edit(2, { text: 'hello' }),
      deletion(3),
    );
    await expect(textsOf(world, 10)).resolves.toEqual(['first', 'hello']);
  });

  test('shows a reply from Slack once, though Webex told of it too', async () => {
    const world = await roomWith();
    await world.reply('hello');
    await world.until('it is sent', () => world.threads.transcript('Room 1').includes('U1: hello +sent'));
    await expect(textsOf(world, 10)).resolves.toEqual(['first', 'hello']);
  });

  test('changes nothing in Slack', async () => {
    const world = await roomWith(edit(9), deletion(9));
    const asked = [...world.threads.asked];
    await textsOf(world, 10);
    expect(world.threads.asked).toEqual(asked);
  });

  test('is an error, not empty, when PubNub cannot be reached', async () => {
    const world = await roomWith();
    world.rooms.fail('history', AWAY);
    await expect(textsOf(world, 10)).rejects.toBe(AWAY);
  });
});

describe('the history of a room, where Webex can be asked', () => {
  /** A room of which Webex knows this many messages; it gives fifty at most, newest first. */
  async function roomOf(count: number): Promise<World> {
    const world = await startWorld();
    await world.roomIsMirrored();
    const newestFirst = Array.from({ length: count }, (_, index) =>
      message(count - index, { text: `${count - index}` }),
    );
    world.queries.answer('messages', ({ roomId: asked, beforeMessage, limit = 25 }) => {
      if (asked !== roomId(1)) throw new Error('another room was asked for');
      const from = newestFirst.findIndex(({ externalObj }) => externalObj?.id === beforeMessage) + 1;
      const envelopes = newestFirst.slice(from, from + Math.min(limit, 50));
      return { envelopes, more: from + envelopes.length < count };
    });
    return world;
  }

  async function textsOf(world: World, count: number): Promise<string[]> {
    const [portal] = await world.bridge.portalsOf(account(1));
    if (!portal) throw new Error('the room has no thread');
    return (await world.bridge.history(portal, count)).map(({ text }) => text);
  }

  const upTo = (last: number, count: number) =>
    Array.from({ length: count }, (_, index) => `${last - count + index + 1}`);

  test.each([
    [3, 10, 3],
    [60, 10, 10],
    [60, 50, 50],
    [120, 100, 100],
    [120, 60, 60],
    [70, 100, 70],
    [1, 1, 1],
  ])('of %i messages, when %i are asked for, is the newest %i, oldest first', async (known, count, shown) => {
    const world = await roomOf(known);
    await expect(textsOf(world, count)).resolves.toEqual(upTo(known, shown));
    expect(world.rooms.asked.filter((call) => call.startsWith('history'))).toEqual([]);
  });

  test('asks no more pages than it needs', async () => {
    const world = await roomOf(120);
    await textsOf(world, 60);
    expect(world.queries.asked.filter((one) => one.startsWith('messages'))).toHaveLength(2);
  });

  test('is empty where Webex has nothing, and does not ask for ever', async () => {
    const world = await roomOf(0);
    await expect(textsOf(world, 10)).resolves.toEqual([]);
    world.queries.answer('messages', () => ({ envelopes: [], more: true }));
    await expect(textsOf(world, 10)).resolves.toEqual([]);
  });

  test('holds messages that were edited as they read now', async () => {
    const world = await roomOf(0);
    world.queries.answer('messages', () => ({ envelopes: [edit(2, { text: 'mended' }), message(1)], more: false }));
    await expect(textsOf(world, 10)).resolves.toEqual(['hello', 'mended']);
  });

  test('comes from PubNub when Webex cannot be asked, which is logged', async () => {
    const world = await roomOf(3);
    world.queries.fail('messages', AWAY);
    await expect(textsOf(world, 10)).resolves.toEqual(['first']);
    expect(world.logged).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });
});

describe('the rooms of an account', () => {
  test('are its own, and none before somebody wrote', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    await expect(world.bridge.portalsOf(account(1))).resolves.toEqual([]);
    world.webexSays('one', { to: userKey(1), room: 1 });
    world.webexSays('two', { to: userKey(2), room: 2 });
    await world.drain();
    const titles = async (number: number) => (await world.bridge.portalsOf(account(number))).map(({ title }) => title);
    await expect(titles(1)).resolves.toEqual(['Room 1']);
    await expect(titles(2)).resolves.toEqual(['Room 2']);
  });
});

describe('draining', () => {
  test('waits for what is under way in both directions, and takes nothing new from Webex', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const releasePost = world.threads.hold('post', 'slow');
    const releaseSend = world.rooms.hold('forward');
    world.webexSays('slow', { room: 2 });
    await world.reply('hello');
    let over = false;
    const drained = world.drain().then(() => (over = true));
    world.webexSays('too late', { room: 3 });
    await world.until(
      'both are under way',
      () => world.rooms.asked.length === 1 && world.threads.asked.includes('post: slow'),
    );
    releasePost();
    await world.until('the one is done', () => world.threads.messages.some(({ text }) => text === 'slow'));
    expect(over).toBe(false);
    releaseSend();
    await drained;
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'U1: hello +sent']);
    expect(world.threads.threads()).toEqual(['Room 1', 'Room 2']);
    await expect(world.store.outbox.all()).resolves.toEqual([]);
  });

  test('is over at once when nothing is under way', async () => {
    const world = await startWorld();
    await expect(world.drain()).resolves.toBeUndefined();
  });
});

test('a reply that comes before the bridge has started is written down and sent once it has', async () => {
  const world = await startWorld();
  await world.roomIsMirrored();
  await world.loadAnew();
  await world.reply('early');
  await expect(world.store.outbox.all()).resolves.toMatchObject([{ text: 'early' }]);
  await world.bridge.start();
  await world.until('it is sent', () => world.threads.transcript('Room 1').includes('U1: early +sent'));
  expect(world.rooms.sent.map(({ text }) => text)).toEqual(['early']);
});
