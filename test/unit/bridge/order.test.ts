import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { account, deletion, edit, external, roomKey, userKey } from '../../support/builders.ts';
import { textOf } from '../../support/fakes.ts';
import { WebexRoom } from '../../support/webex-room.ts';
import { startWorld, type World } from './world.ts';

/** Long before the first message of a test. */
const connected = account(1, { connectedAt: '2026-11-20T08:00:00.000Z' });

async function busyRoom(): Promise<{ world: World; room: WebexRoom }> {
  const world = await startWorld({ accounts: [connected] });
  const room = new WebexRoom();
  world.queries.answer('messages', (args) => room.page(args));
  world.queries.answer('members', () => ({ members: [] }));
  return { world, room };
}

const hear = (world: World, ...envelopes: Parameters<World['rooms']['hear']>[2][]): void =>
  envelopes.forEach((envelope) => world.rooms.hear(userKey(1), roomKey(1), envelope));

const shows = (world: World, text: string): Promise<void> =>
  world.until(`“${text}” is shown`, () =>
    world.threads.messages.some(({ parts }) => parts?.some((part) => textOf(part) === text)),
  );

describe('messages that come out of order', () => {
  test('are shown in the order in which they were written', async () => {
    const { world, room } = await busyRoom();
    const [one, two, three] = ['one', 'two', 'three'].map((text) => room.write(text));
    hear(world, one);
    await shows(world, 'one');
    hear(world, three, two);
    await shows(world, 'three');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two', 'Ann: three']);
  });

  test('also when they were written in the same millisecond', async () => {
    const { world, room } = await busyRoom();
    const [one, two, three] = ['one', 'two', 'three'].map((text) => room.write(text));
    const created = '2026-11-20T12:00:00.000Z';
    const atOnce = (envelope: typeof two) =>
      envelope?.externalObj && { ...envelope, externalObj: { ...envelope.externalObj, created } };
    hear(world, one);
    await shows(world, 'one');
    hear(world, atOnce(three), atOnce(two));
    await shows(world, 'three');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two', 'Ann: three']);
  });

  test('also when they are the first of their room', async () => {
    const { world, room } = await busyRoom();
    const [one, two] = ['one', 'two'].map((text) => room.write(text));
    hear(world, two, one);
    await shows(world, 'two');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two']);
  });

  test('do not make a room wait for what was written before its account was connected', async () => {
    const { world, room } = await busyRoom();
    const [old, now] = ['old', 'now'].map((text) => room.write(text));
    await world.bridge.accounts.save({ ...connected, connectedAt: old?.externalObj?.created });
    hear(world, now);
    await shows(world, 'now');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: now']);
    expect(world.queries.asked.filter((asked) => asked.startsWith('messages'))).toEqual([]);
  });
});

describe('a message that never comes', () => {
  test('is fetched from Webex as soon as the next one tells of it', async () => {
    const { world, room } = await busyRoom();
    const [one, , , four] = ['one', 'two', 'three', 'four'].map((text) => room.write(text));
    hear(world, one);
    await shows(world, 'one');
    hear(world, four);
    await shows(world, 'four');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two', 'Ann: three', 'Ann: four']);
  });

  test('and cannot be fetched either holds up its room for a while, not for ever', async () => {
    const { world, room } = await busyRoom();
    const [one, , three] = ['one', 'two', 'three'].map((text) => room.write(text));
    hear(world, one);
    await shows(world, 'one');
    const away = new BridgeError('pubnub-unreachable', 'no answer', { retryable: true });
    world.queries.fail('messages', away, { times: 99 });
    hear(world, three);
    await shows(world, 'three');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: three']);
  });
});

describe('a change of a message', () => {
  test('that comes before its message is what is shown', async () => {
    const { world, room } = await busyRoom();
    const one = room.write('one');
    const created = one.externalObj?.created ?? '';
    hear(world, deletion(1, { externalObj: external(10_001, { created }) }), one, room.write('two'));
    await shows(world, 'two');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: two']);
  });

  test('that is older than the one shown changes nothing', async () => {
    const { world, room } = await busyRoom();
    const one = room.write('one');
    const changed = (text: string, updated: string) =>
      edit(1, { id: `edit ${updated}`, text, externalObj: external(10_001, { updated }) });
    hear(world, one, changed('newer', '2026-11-20T10:00:02.000Z'), changed('older', '2026-11-20T10:00:01.000Z'));
    await world.until('it is changed', () => world.threads.asked.includes('edit: newer'));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: newer']);
  });
});

describe('a backlog of one room', () => {
  test('is shown in few posts, each message with its author, in order', async () => {
    const { world, room } = await busyRoom();
    const release = world.threads.hold('post', 'one');
    hear(world, room.write('one'));
    await world.until('the first is on its way', () => world.threads.asked.includes('post: one'));
    const texts = Array.from({ length: 60 }, (_, number) => `message ${number}`);
    hear(world, ...texts.map((text, number) => room.write(text, number % 2 === 0 ? 'Ann' : 'Bob')));
    release();
    await shows(world, 'message 59');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual([
      'Ann: one',
      ...texts.map((text, number) => `${number % 2 === 0 ? 'Ann' : 'Bob'}: ${text}`),
    ]);
    expect(world.threads.asked.filter((asked) => asked.startsWith('post')).length).toBeLessThan(5);
  });

  test('can still be changed and deleted message by message', async () => {
    const { world, room } = await busyRoom();
    const release = world.threads.hold('post', 'one');
    hear(world, room.write('one'));
    await world.until('the first is on its way', () => world.threads.asked.includes('post: one'));
    hear(world, ...['two', 'three', 'four', 'five'].map((text) => room.write(text)));
    release();
    await shows(world, 'five');
    const updated = '2026-11-20T10:00:00.000Z';
    hear(world, edit(1, { text: 'THREE', externalObj: external(10_003, { updated }) }));
    hear(world, deletion(1, { externalObj: external(10_004) }));
    await world.until('it is deleted', () => world.threads.asked.includes('edit: two\nTHREE\nfive'));
    for (const number of [10_002, 10_003, 10_005]) {
      hear(world, deletion(number, { externalObj: external(number) }));
    }
    await world.until('the post is gone', () => world.threads.asked.some((asked) => asked.startsWith('remove')));
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one']);
  });
});

describe('a crash', () => {
  test('between a post and its link leaves one copy: Slack is asked for it before anything is posted', async () => {
    const { world, room } = await busyRoom();
    hear(world, room.write('one'));
    await shows(world, 'one');
    world.threads.hold('post', 'two', { after: true });
    hear(world, room.write('two'));
    await shows(world, 'two');
    await world.restart();
    hear(world, room.write('three'));
    await shows(world, 'three');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: one', 'Ann: two', 'Ann: three']);
  });

  test('between opening a thread and writing that down leaves one thread', async () => {
    const { world, room } = await busyRoom();
    const release = world.breakTable('portals', 'writes');
    hear(world, room.write('one'));
    await world.until('the thread stands', () => world.threads.messages.length === 1);
    await world.loadAnew();
    release();
    await world.bridge.start();
    await shows(world, 'one');
    await world.drain();
    expect(world.threads.threads()).toEqual(['Room 1']);
  });
});
