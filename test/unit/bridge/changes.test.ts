import { describe, expect, test } from 'vitest';
import { texts } from '../../../src/bridge/texts.ts';
import {
  account,
  deletion,
  external,
  membership,
  messageId,
  personId,
  roomId,
  roomKey,
  roomNews,
  userKey,
} from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const hear = (world: World, envelope: Parameters<World['rooms']['hear']>[2]): void =>
  void world.rooms.hear(userKey(1), roomKey(1), envelope);

async function mirrored(): Promise<World> {
  const world = await startWorld();
  await world.roomIsMirrored();
  return world;
}

const said = (world: World): string[] =>
  world.threads.transcript('Room 1').flatMap((line) => (line.startsWith('Pigdin: ') ? line.slice(8) : []));

describe('what changes in a room', () => {
  test('is told in its thread: its name', async () => {
    const world = await mirrored();
    hear(world, roomNews({ channelName: 'Supper' }));
    await world.drain();
    expect(said(world)).toEqual([texts.roomRenamed('Supper')]);
    const [portal] = await world.bridge.portalsOf(account(1));
    expect(portal?.title).toBe('Supper');
  });

  test('is not told where nothing has changed for its people', async () => {
    const world = await mirrored();
    hear(world, roomNews());
    hear(world, membership({ change: 'updated' }));
    await world.drain();
    expect(said(world)).toEqual([]);
  });

  test.each([
    ['joined', personId(9), texts.joined('Ann')],
    ['left', personId(9), texts.left('Ann')],
    ['joined', personId(1), texts.youJoined],
    ['left', personId(1), texts.youLeft],
  ] as const)('is told: who has %s (%#)', async (change, senderId, line) => {
    const world = await mirrored();
    hear(world, membership({ change, senderId }));
    await world.drain();
    expect(said(world)).toEqual([line]);
  });

  test('takes nothing from its thread when it is moved to another region and gets another id', async () => {
    const world = await mirrored();
    const { thread } = (await world.bridge.portalsOf(account(1)))[0] ?? {};
    const previous = { id: messageId(1), created: '2026-11-20T08:00:00.000Z' };
    const moved = { platformChannelId: roomId(7), channelName: 'Room 1', previous };
    world.webexSays('after the move', { room: 7, ...moved, externalObj: external(50, { roomId: roomId(7) }) });
    await world.until('it is shown', () => world.threads.asked.includes('post: after the move'));
    await world.drain();
    expect(world.threads.threads()).toEqual(['Room 1']);
    expect(said(world)).toEqual([texts.roomMigrated]);
    const portals = await world.bridge.portalsOf(account(1));
    expect(portals).toMatchObject([{ room: roomKey(7), roomId: roomId(7), thread }]);
  });
});

describe('a message that is deleted in Webex', () => {
  test('is struck through instead, where its owner wants that', async () => {
    const world = await mirrored();
    await world.bridge.settings.change(userKey(1), () => ({ deleted: 'strike' }));
    hear(world, deletion(1));
    await world.drain();
    const [part] = world.threads.messages.flatMap(({ parts = [] }) => parts);
    expect(part?.content).toEqual([
      { type: 'paragraph', inlines: [{ type: 'text', text: 'first', marks: { strike: true } }] },
    ]);
  });
});
