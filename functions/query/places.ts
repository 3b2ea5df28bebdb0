import type * as v from 'valibot';
import { isPlatformError } from '../platform/errors.ts';
import type { Person, Room } from '../platform/platform.ts';
import { Refused } from '../shared/refusal.ts';
import { plain } from '../../src/bridge/match.ts';
import type { MembersArgs, PeopleArgs, PersonArgs, RoomsArgs } from './args.ts';
import type { Asking } from './asking.ts';
import type { Answers, PersonInfo, RoomInfo } from '../../src/bridge/query.ts';

/** With a refresh and the page again, this keeps a run within PubNub's five calls out. */
const PAGES_A_RUN = 3;

/** The platform cannot search by title: pages are read until one has a hit. */
export async function rooms(
  { services, session }: Asking,
  { search, page }: v.InferOutput<typeof RoomsArgs>,
): Promise<Answers['rooms']> {
  const wanted = plain(search);
  let next = page;
  for (let read = 0; read < PAGES_A_RUN; read += 1) {
    const at = next;
    const found = await session.run((token) => services.platform.rooms(token, at));
    next = found.next;
    const hits = found.items.filter(({ title }) => plain(title).includes(wanted));
    if (hits.length > 0 || next === undefined) return { rooms: hits.map(activeRoom), next };
  }
  return { rooms: [], next };
}

export async function members(
  { services, session }: Asking,
  { roomId: room, page }: v.InferOutput<typeof MembersArgs>,
): Promise<Answers['members']> {
  const found = await session
    .run((token) => services.platform.members(token, room.id, page))
    .catch((error: unknown) => notThere(error, 'You are no longer in this Webex room, or it is gone.'));
  return { members: found.items.map(personInfo), next: found.next };
}

export async function person(
  { services, session }: Asking,
  { personId }: v.InferOutput<typeof PersonArgs>,
): Promise<Answers['person']> {
  const found = await session
    .run((token) => services.platform.person(token, personId.id))
    .catch((error: unknown) => notThere(error, 'Webex does not know this person, or you may not see them.'));
  return { person: personInfo(found) };
}

/** What has an @ is an address, anything else the beginning of a name. */
export async function people(
  { services, session }: Asking,
  { search }: v.InferOutput<typeof PeopleArgs>,
): Promise<Answers['people']> {
  const by = search.includes('@') ? { email: search } : { name: search };
  const found = await session.run((token) => services.platform.findPeople(token, by));
  return { people: found.map(personInfo) };
}

export function notThere(error: unknown, sentence: string): never {
  if (isPlatformError(error, 'not-found')) throw new Refused('not-in-room', sentence);
  throw error;
}

export const roomInfo = ({ id, title, isDirect }: Room): RoomInfo => ({ id, title, isDirect });

/** As only the platform itself knows it. */
const activeRoom = (room: Room): RoomInfo => ({ ...roomInfo(room), lastActivity: room.lastActivity });

const personInfo = ({ id, name, email, avatar }: Person): PersonInfo => ({ id, name, email, avatar });
