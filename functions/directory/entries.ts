/**
 * App Context's entries, with a proof of ours in each. Unless Access Manager is on, whoever knows the publish key may write
 * there: what has no proof is not taken, so that nobody gives somebody else's messages another name.
 */
import { entryProofOf, personEntry } from '../../src/bridge/proof.ts';
import type { Person, Room } from '../platform/platform.ts';
import { sameDigest } from '../runtime/digest.ts';
import type {
  ChannelChange,
  ChannelMetadata,
  EntryProof,
  Runtime,
  UserChange,
  UserMetadata,
} from '../runtime/runtime.ts';
import { macOf, proveTo } from '../shared/proof.ts';

/** @param type `account` says that the person is connected */
export async function personChange(runtime: Runtime, person: Person, type: 'account' | 'sender'): Promise<UserChange> {
  const { id: personId, key, name, email, avatar } = person;
  const custom = {
    platform: 'webex',
    personId,
    ...(await proofOf(runtime, key, personEntry({ ...person, personId, type }))),
  };
  return { name, email, profileUrl: avatar ?? null, type, custom };
}

/** Undefined for what we did not write. */
export async function readPerson(
  runtime: Runtime,
  { id, key }: Pick<Person, 'id' | 'key'>,
  { name, email = '', profileUrl: avatar, type = '', custom }: UserMetadata,
): Promise<Person | undefined> {
  if (!name) return undefined;
  const person = { id, key, name, email, avatar };
  return (await isOurs(runtime, key, personEntry({ ...person, personId: id, type }), custom)) ? person : undefined;
}

export async function roomChange(runtime: Runtime, channel: string, room: Room): Promise<ChannelChange> {
  const { id: roomId, title } = room;
  const type = room.isDirect ? 'direct' : 'group';
  const custom = { platform: 'webex', roomId, ...(await proofOf(runtime, channel, roomEntry(roomId, title, type))) };
  return { name: title || null, type, custom };
}

/** The room's title; undefined for what we did not write. */
export async function readTitle(
  runtime: Runtime,
  channel: string,
  roomId: string,
  { name: title = '', type = '', custom }: ChannelMetadata,
): Promise<string | undefined> {
  return (await isOurs(runtime, channel, roomEntry(roomId, title, type), custom)) ? title : undefined;
}

const roomEntry = (roomId: string, title: string, type: string) => ({ type, roomId, title });

async function proofOf(runtime: Runtime, id: string, entry: object): Promise<{ proofAt: number; proofMac: string }> {
  const { at, mac } = await proveTo(runtime, entryProofOf(id), { ...entry });
  return { proofAt: at, proofMac: mac };
}

/** However old: what was true then is taken until something newer is learned. */
async function isOurs(
  runtime: Runtime,
  id: string,
  entry: object,
  { proofAt, proofMac }: EntryProof = {},
): Promise<boolean> {
  if (proofAt === undefined || proofMac === undefined) return false;
  return sameDigest(proofMac, await macOf(runtime, entryProofOf(id), proofAt, { ...entry }));
}
