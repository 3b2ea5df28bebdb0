import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { Room } from '../../../src/bridge/model.ts';
import type { RoomInfo } from '../../../src/bridge/query.ts';
import { account, external, membership, room, roomId, roomKey, roomNews, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const info = (number: number, title = `Room ${number}`): RoomInfo => ({ id: roomId(number), title, isDirect: false });
const titles = (rooms: readonly Room[]): string[] => rooms.map(({ title }) => title);

/** Webex has these rooms, in pages of one. */
function webexHas(world: World, ...rooms: readonly RoomInfo[]): void {
  world.queries.answer('rooms', ({ page = '0' }) => {
    const at = Number(page);
    return { rooms: rooms.slice(at, at + 1), ...(at + 1 < rooms.length ? { next: String(at + 1) } : {}) };
  });
}

function webexMembers(world: World, ...names: readonly string[]): void {
  world.queries.answer('members', () => ({
    members: names.map((name, index) => ({ id: `P${index}`, name, email: `${name.toLowerCase()}@example.com` })),
  }));
}

describe('a search at Webex', () => {
  test('goes through the pages, and says that this was all', async () => {
    const world = await startWorld();
    webexHas(world, info(1, 'Lunch club'), info(2, 'Big lunch'));
    const { found, isAll } = await world.bridge.rooms.search(account(1), 'lunch');
    expect(titles(found)).toEqual(['Lunch club', 'Big lunch']);
    expect(isAll).toBe(true);
  });

  test('prefers a room that is called exactly so', async () => {
    const world = await startWorld();
    webexHas(world, info(1, 'Lunch club'), info(2, 'Lunch'));
    expect(titles((await world.bridge.rooms.search(account(1), 'lunch')).found)).toEqual(['Lunch']);
  });

  test('ends somewhere, and says that there was more', async () => {
    const world = await startWorld();
    webexHas(world, ...Array.from({ length: 100 }, (_, index) => info(index)));
    const { found, isAll } = await world.bridge.rooms.search(account(1), '');
    expect(isAll).toBe(false);
    expect(found.length).toBeLessThan(20);
  });

  test('leaves out what has no id that can be understood', async () => {
    const world = await startWorld();
    webexHas(world, { ...info(1), id: 'odd' }, info(2));
    expect(titles((await world.bridge.rooms.search(account(1), '')).found)).toEqual(['Room 2']);
  });
});

describe('a room that was chosen from a menu', () => {
  test('is known again, with its thread or without', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    webexHas(world, info(2));
    await world.bridge.rooms.search(account(1), '');
    const asked = world.queries.asked.length;
    await expect(world.bridge.rooms.chosen(account(1), roomId(1), 'x')).resolves.toMatchObject({ title: 'Room 1' });
    await expect(world.bridge.rooms.chosen(account(1), roomId(2), 'x')).resolves.toMatchObject({ title: 'Room 2' });
    expect(world.queries.asked).toHaveLength(asked);
  });

  test('is looked for again after a restart', async () => {
    const world = await startWorld();
    webexHas(world, info(2));
    await expect(world.bridge.rooms.chosen(account(1), roomId(2), 'Room 2')).resolves.toMatchObject({
      room: roomKey(2),
    });
    await expect(world.bridge.rooms.chosen(account(1), roomId(3), 'Room 3')).resolves.toBeUndefined();
    await expect(world.bridge.rooms.chosen(account(1), 'no id', 'Room 3')).resolves.toBeUndefined();
  });

  test('of another account is not known', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    await world.roomIsMirrored();
    webexHas(world);
    await expect(world.bridge.rooms.chosen(account(2), roomId(1), 'Room 1')).resolves.toBeUndefined();
  });
});

describe('opening a room', () => {
  test('gives it a thread, once, and says which people are in it', async () => {
    const world = await startWorld();
    webexMembers(world, 'Ann', 'Bob');
    const first = await world.bridge.rooms.open(account(1), room(1));
    const second = await world.bridge.rooms.open(account(1), room(1));
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.portal.thread).toEqual(first.portal.thread);
    expect(world.threads.threads()).toEqual(['Room 1']);
    await world.until('its card names the people', () => world.threads.cards.size > 0);
    expect(world.threads.cards.get(first.portal.thread.ts)?.people).toEqual({ names: ['Ann', 'Bob'], isAll: true });
  });

  test('makes it one of the chosen rooms, so that it goes on whatever starts by itself', async () => {
    const world = await startWorld();
    await world.bridge.rooms.open(account(1), room(1));
    await world.bridge.rooms.open(account(1), room(1));
    expect(world.bridge.settings.of(userKey(1)).chosen).toEqual([roomKey(1)]);
  });

  test('that was deleted in Slack gives it another thread', async () => {
    const world = await startWorld();
    const { portal } = await world.bridge.rooms.open(account(1), room(1));
    world.threads.deleteThread(portal.thread);
    const again = await world.bridge.rooms.open(account(1), room(1));
    expect(again.isNew).toBe(true);
    expect(world.threads.threads()).toEqual(['Room 1']);
  });

  test('while a message opens it makes one thread', async () => {
    const world = await startWorld();
    const release = world.threads.hold('open');
    world.webexSays('hello');
    const opened = world.bridge.rooms.open(account(1), room(1));
    release();
    await opened;
    await world.drain();
    expect(world.threads.threads()).toEqual(['Room 1']);
  });
});

describe('moving a room', () => {
  test('mirrors it in the other channel from then on, and says so in the old thread', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const before = world.threads.thread('Room 1');
    const { portal } = await world.bridge.rooms.move(account(1), room(1), 'C7');
    expect(portal.thread.channel).toBe('C7');
    await world.until('the old card says so', () => world.threads.cards.get(before.ts)?.movedTo !== undefined);
    expect(world.threads.cards.get(before.ts)?.movedTo).toContain('C7');
    world.webexSays('over there');
    await world.drain();
    expect(world.threads.messages.find(({ text }) => text === 'over there')).toMatchObject({ channel: 'C7' });
  });

  test('to where it is changes nothing; without a channel it comes to the direct messages', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    expect(await world.bridge.rooms.move(account(1), room(1))).toMatchObject({ isNew: false });
    await world.bridge.rooms.move(account(1), room(1), 'C7');
    expect(await world.bridge.rooms.move(account(1), room(1))).toMatchObject({
      isNew: true,
      portal: { thread: { channel: 'D1' } },
    });
  });

  test('loses no reply that is written in the old thread', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const before = world.threads.thread('Room 1');
    await world.bridge.rooms.move(account(1), room(1), 'C7');
    await world.bridge.rooms.move(account(1), room(1), 'C8');
    await world.bridge.fromSlack(world.threads.write(before, 'U1', 'from the old thread'));
    await world.drain();
    expect(world.rooms.sent.map(({ text }) => text)).toEqual(['from the old thread']);
  });

  test('leaves nothing behind when the account goes', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    await world.bridge.rooms.move(account(1), room(1), 'C7');
    await world.bridge.connections.disconnect(account(1));
    expect(await world.store.threads.all()).toEqual([]);
  });
});

describe('a card', () => {
  test('says that the room is muted, and when it no longer is', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const { ts } = world.threads.thread('Room 1');
    await world.bridge.rooms.mute(account(1), room(1), true);
    await world.until('it says so', () => world.threads.cards.get(ts)?.isMuted === true);
    await world.bridge.rooms.mute(account(1), room(1), false);
    await world.until('it says so', () => world.threads.cards.get(ts)?.isMuted === false);
    expect(world.bridge.settings.isMuted(userKey(1), roomKey(1))).toBe(false);
  });

  test('follows the title and the people of its room', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    const { ts } = world.threads.thread('Room 1');
    webexMembers(world, 'Ann');
    world.rooms.hear(userKey(1), roomKey(1), roomNews({ channelName: 'Lunch' }));
    await world.until('it has the new title', () => world.threads.cards.get(ts)?.title === 'Lunch');
    webexMembers(world, 'Ann', 'Bob');
    world.rooms.hear(userKey(1), roomKey(1), membership({ channelName: 'Lunch' }));
    await world.until('it names both', () => world.threads.cards.get(ts)?.people?.names.length === 2);
    const [portal] = await world.bridge.rooms.mirrored(account(1));
    expect(portal?.title).toBe('Lunch');
  });

  test('that cannot be changed holds up nothing', async () => {
    const world = await startWorld();
    world.threads.fail('showCard', new BridgeError('thread-gone', 'gone'), { times: 5 });
    webexMembers(world, 'Ann');
    await world.bridge.rooms.open(account(1), room(1));
    world.webexSays('hello');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: hello']);
    await world.until('it is logged', () => world.logged.some(({ message }) => message.includes('stays as it was')));
    expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('is not made for a room without a thread', async () => {
    const world = await startWorld();
    webexMembers(world, 'Ann');
    world.rooms.hear(userKey(1), roomKey(1), roomNews());
    await world.bridge.rooms.mute(account(1), room(1), true);
    await world.drain();
    expect(world.threads.asked).toEqual([]);
  });
});

describe('what is new in a room', () => {
  test('is not new any more once it was seen', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    await world.bridge.rooms.seen(account(1), room(1));
    await expect(world.bridge.rooms.portalOf(account(1), room(1))).resolves.toMatchObject({ unread: 0 });
  });
});

describe('people', () => {
  test('of a room are listed by name, through all pages', async () => {
    const world = await startWorld();
    world.queries.answer('members', ({ page }) =>
      page === undefined
        ? { members: [{ id: 'P1', name: 'Zoe', email: 'z@example.com' }], next: '2' }
        : { members: [{ id: 'P2', name: 'Ann', email: 'a@example.com' }] },
    );
    const { found, isAll } = await world.bridge.rooms.people(account(1), room(1));
    expect([found.map(({ name }) => name), isAll]).toEqual([['Ann', 'Zoe'], true]);
  });

  test('of a very large room are cut, and that is said', async () => {
    const world = await startWorld();
    world.queries.answer('members', () => ({ members: [{ id: 'P', name: 'Ann', email: 'a@x.example' }], next: 'on' }));
    const { found, isAll } = await world.bridge.rooms.people(account(1), room(1));
    expect(found.length).toBeLessThan(10);
    expect(isAll).toBe(false);
  });

  test('are written to in a room that gets a thread at once', async () => {
    const world = await startWorld();
    world.queries.answer('startDirect', ({ email, text, envelopeId }) => {
      expect([email, text, envelopeId]).toEqual(['ann@example.com', 'Hello', 'direct:once']);
      return { room: { ...info(4, 'Ann'), isDirect: true }, externalObj: external(1) };
    });
    const portal = await world.bridge.rooms.startDirect(account(1), 'ann@example.com', 'Hello', 'once');
    expect(portal).toMatchObject({ title: 'Ann', isDirect: true, room: roomKey(4) });
    expect(world.threads.threads()).toEqual(['Ann']);
  });
});

test('a conversation of two that begins is not announced as people joining', async () => {
  const world = await startWorld();
  await world.bridge.rooms.open(account(1), room(1, { isDirect: true }));
  world.rooms.hear(userKey(1), roomKey(1), membership({ isDirect: true }));
  world.webexSays('hello', { isDirect: true });
  await world.drain();
  expect(world.threads.transcript('Room 1')).toEqual(['Ann: hello']);
});
