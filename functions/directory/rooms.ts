/** What the rooms are called: kept in App Context under the name of the room's PubNub channel. */
import { channelOf, type PubNubChannel } from '../../src/bridge/channels.ts';
import type { RoomKey } from '../../src/bridge/ids.ts';
import type { Room, RoomRef } from '../platform/platform.ts';
import { nameOf } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import type { User } from '../users/record.ts';
import type { Session } from '../users/session.ts';
import { readTitle, roomChange } from './entries.ts';

export const roomChannel = ({ settings }: Services, user: User, room: RoomKey): PubNubChannel =>
  channelOf(settings.layout, user.key, room);

/** Never fails: a missing title must not hold up what was written in the room. */
export async function findRoom(services: Services, session: Session, ref: RoomRef, isDirect: boolean): Promise<Room> {
  const title = await knownTitle(services, roomChannel(services, session.user(), ref.key), ref);
  if (title !== undefined) return { ...ref, title, isDirect };
  try {
    return await learnRoom(services, session, ref);
  } catch (error) {
    services.runtime.log('a room stays without a title', { error: nameOf(error) });
    return { ...ref, title: '', isDirect };
  }
}

async function knownTitle({ runtime }: Services, channel: string, { id }: RoomRef): Promise<string | undefined> {
  const metadata = await runtime.objects.channel(channel);
  return metadata && readTitle(runtime, channel, id, metadata);
}

/** Asks the platform, and keeps the answer and that the user is in the room. */
export async function learnRoom(services: Services, session: Session, { id }: RoomRef): Promise<Room> {
  const { runtime, platform } = services;
  const room = await session.run((token) => platform.room(token, id));
  const channel = roomChannel(services, session.user(), room.key);
  await runtime.objects.setChannel(channel, await roomChange(runtime, channel, room));
  await runtime.objects.join(session.user().key, [channel]);
  return room;
}

/** The user has left the room. */
export async function forgetRoom(services: Services, user: User, room: RoomKey): Promise<void> {
  const channel = roomChannel(services, user, room);
  await services.runtime.objects.leave(user.key, [channel]);
  await services.runtime.objects.removeChannel(channel);
}
