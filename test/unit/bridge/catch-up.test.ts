import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { account, accountNews, roomKey, userKey } from '../../support/builders.ts';
import { textOf } from '../../support/fakes.ts';
import { WebexRoom } from '../../support/webex-room.ts';
import { startWorld, type World } from './world.ts';

const connected = account(1, { connectedAt: '2026-11-20T08:00:00.000Z' });
const AWAY = new BridgeError('pubnub-unreachable', 'no answer', { retryable: true });

interface Scene {
  readonly world: World;
  readonly rooms: readonly WebexRoom[];
  /** Somebody writes, and Webex reports it. */
  readonly say: (room: WebexRoom, ...words: string[]) => void;
}

/** A bridge that mirrors room 1, which has one message so far. */
async function scene(): Promise<Scene> {
  const world = await startWorld({ accounts: [connected] });
  const rooms = [new WebexRoom(1), new WebexRoom(2)];
  world.queries.answer('members', () => ({ members: [] }));
  world.queries.answer('rooms', () => ({
    rooms: rooms.filter(({ written }) => written.length > 0).map(({ info }) => info),
  }));
  world.queries.answer('messages', (args) => {
    const room = rooms.find(({ info }) => info.id === args.roomId);
    return room ? room.page(args) : { envelopes: [], more: false };
  });
  const say = (room: WebexRoom, ...words: string[]): void => {
    for (const text of words) world.rooms.hear(userKey(1), roomKey(room.number), room.write(text));
  };
  const [first] = rooms;
  if (first) say(first, 'first');
  await world.until(
    'the room is mirrored',
    async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken,
  );
  return { world, rooms, say };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, number) => `message ${number + 1}`);
const byAnn = (words: readonly string[]): string[] => words.map((text) => `Ann: ${text}`);

const shows = (world: World, text: string): Promise<void> =>
  world.until(`“${text}” is shown`, () =>
    world.threads.messages.some(({ parts }) => parts?.some((part) => textOf(part) === text)),
  );

describe('after a short time without anybody listening', () => {
  test('what PubNub hands out by itself is shown, and nobody else is asked', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
      say,
    } = await scene();
    await world.loadAnew();
    say(room, 'one', 'two');
    await world.bridge.start();
    await shows(world, 'two');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(byAnn(['first', 'one', 'two']));
    expect(world.rooms.asked.filter((asked) => asked.startsWith('since'))).toEqual([]);
    expect(world.queries.asked.filter((asked) => !asked.startsWith('members'))).toEqual([]);
  });
});

describe('after more than PubNub hands out by itself', () => {
  test('all is shown in order, once each; first how much there is, and at last that all is there', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
      say,
    } = await scene();
    await world.loadAnew();
    say(room, ...numbered(300));
    await world.bridge.start();
    await shows(world, 'message 300');
    await world.until('the end is told', () => world.threads.asked.includes(`note: ${texts.caughtUp(300)}`));
    await world.drain();
    const [first, note, ...rest] = world.threads.transcript('Room 1');
    expect([first, note]).toEqual(['Ann: first', `Pigdin: ${texts.caughtUp(300)}`]);
    expect(rest).toEqual(byAnn(numbered(300)));
    expect(world.threads.asked).toContain(`note: ${texts.catchingUp(300)}`);
    expect(world.threads.asked.filter((asked) => asked.startsWith('post')).length).toBeLessThan(12);
  });

  test('what is written meanwhile waits for it', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
      say,
    } = await scene();
    await world.loadAnew();
    say(room, ...numbered(150));
    const release = world.rooms.hold('since');
    await world.bridge.start();
    await world.until('history is asked', () => world.rooms.asked.some((asked) => asked.startsWith('since')));
    say(room, 'now');
    release();
    await shows(world, 'now');
    await world.drain();
    expect(world.threads.transcript('Room 1').slice(2)).toEqual(byAnn([...numbered(150), 'now']));
  });

  test('nothing is shown before PubNub and Webex answer, and nothing is lost', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
      say,
    } = await scene();
    await world.loadAnew();
    say(room, ...numbered(120));
    world.rooms.fail('missed', AWAY);
    world.rooms.fail('since', AWAY);
    await world.bridge.start();
    await shows(world, 'message 120');
    await world.drain();
    expect(world.threads.transcript('Room 1').slice(2)).toEqual(byAnn(numbered(120)));
  });

  test('what PubNub never had is fetched from Webex, also in rooms that were quiet so far', async () => {
    const {
      world,
      rooms: [room = new WebexRoom(), other = new WebexRoom(2)],
      say,
    } = await scene();
    await world.loadAnew();
    say(room, ...numbered(100));
    for (const text of ['unreported', 'also unreported']) room.write(text);
    other.write('in a new room');
    await world.bridge.start();
    await shows(world, 'also unreported');
    await shows(world, 'in a new room');
    await world.drain();
    expect(world.threads.transcript('Room 1').slice(-3)).toEqual(
      byAnn(['message 100', 'unreported', 'also unreported']),
    );
    expect(world.threads.transcript('Room 2')).toEqual(byAnn(['in a new room']));
  });

  test('of very much the newest is shown, and the rest to the owner who asks for it', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
      say,
    } = await scene();
    await world.loadAnew();
    say(room, ...numbered(620));
    await world.bridge.start();
    await shows(world, 'message 620');
    expect(world.threads.asked).toContain(`note: ${texts.moreBefore(500, 120)}`);
    const [gap] = await world.store.gaps.all();
    await expect(world.bridge.showAll(gap?.id ?? '', 'U2')).resolves.toBe(false);
    await expect(world.bridge.showAll(gap?.id ?? '', 'U1')).resolves.toBe(true);
    await shows(world, 'message 120');
    await expect(world.bridge.showAll(gap?.id ?? '', 'U1')).resolves.toBe(false);
    await world.drain();
    const shown = world.threads.transcript('Room 1').filter((line) => line.includes('message'));
    expect(shown.filter((line) => !line.startsWith('Pigdin'))).toEqual(
      byAnn([...numbered(620).slice(120), ...numbered(120)]),
    );
  });
});

describe('while the bridge runs', () => {
  test('a loss of PubNub is caught up with before anything newer is shown', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
      say,
    } = await scene();
    const from = world.rooms.stream.at(-1)?.timetoken ?? '';
    world.bridge.lost();
    const listener = world.rooms.listener;
    world.rooms.listener = () => undefined;
    say(room, ...numbered(130));
    world.rooms.listener = listener;
    say(room, 'newer');
    await world.bridge.resumed(from);
    await shows(world, 'newer');
    await world.drain();
    expect(world.threads.transcript('Room 1').slice(2)).toEqual(byAnn([...numbered(130), 'newer']));
  });

  test('what Webex did not report while its webhooks were off is fetched when they are revived', async () => {
    const {
      world,
      rooms: [room = new WebexRoom()],
    } = await scene();
    for (const text of ['one', 'two']) room.write(text);
    const since = room.written[0]?.externalObj?.created;
    world.rooms.hear(userKey(1), 'account', accountNews({ status: 'revived', since }));
    await shows(world, 'two');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(byAnn(['first', 'one', 'two']));
  });
});
