import { Hono } from 'hono';
import { z } from 'zod';
import { addMember, removeMember, updateMember } from '../actions/memberships.ts';
import { roomOf } from '../actions/rooms.ts';
import { badRequest, notFound } from '../errors.ts';
import { scoped } from '../http/auth.ts';
import { readJson } from '../http/body.ts';
import { json, noContent, type WebexContext, type WebexEnv } from '../http/context.ts';
import { listPage } from '../http/pages.ts';
import { keyIn, membershipId, readReference } from '../ids.ts';
import type { Membership, Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { membershipJson } from '../views.ts';

const Adding = z.object({
  roomId: z.string('roomId cannot be null'),
  personId: z.string().optional(),
  personEmail: z.string().optional(),
  isModerator: z.boolean().optional(),
});
const Changing = z.object({ isModerator: z.boolean().optional(), isRoomHidden: z.boolean().optional() });

interface Place {
  readonly room: Room;
  readonly membership: Membership;
}

export function membershipRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  const read = scoped('spark:memberships_read');
  const write = scoped('spark:memberships_write');
  routes.get('/', read, (context) => listPage(context, state, { items: listed(state, context), view }));
  routes.post('/', write, async (context) => {
    const { person: actor } = context.get('grant');
    const { roomId, isModerator, ...whom } = await readJson(context, Adding);
    if (!whom.personId && !whom.personEmail) throw badRequest('Must specify either personId or personEmail.');
    const { room } = roomOf(state, actor, roomId);
    const person = findPerson(state, whom);
    if (!person) throw notFound('Could not find the person.');
    return json(context, view({ room, membership: addMember(state, actor, { room, person, isModerator }) }));
  });
  routes.get('/:id', read, (context) => json(context, view(placeOf(state, context))));
  routes.put('/:id', write, async (context) => {
    const place = placeOf(state, context);
    updateMember(state, context.get('grant').person, place, await readJson(context, Changing));
    return json(context, view(place));
  });
  routes.delete('/:id', write, (context) => {
    const { room, membership } = placeOf(state, context);
    removeMember(state, context.get('grant').person, room, membership);
    return noContent(context);
  });
  return routes;
}

const view = ({ room, membership }: Place): object => membershipJson(room, membership);

/** The membership that the path names, in a room of the caller. */
function placeOf(state: State, context: WebexContext): Place {
  const reference = readReference(context.req.param('id') ?? '');
  if (!reference) throw badRequest('Expect base64 ID or UUID.');
  const [personKey = '', roomKey] = reference.key.split(':');
  const room = roomKey === undefined ? undefined : state.rooms.find(roomKey);
  const membership = room && [...room.members.values()].find(({ person }) => keyIn(person.id) === personKey);
  const isNamed = membership && [undefined, membershipId(room.id, membership.person.id)].includes(reference.id);
  if (!isNamed || !room.members.has(context.get('grant').person)) throw notFound('Failed to get membership');
  return { room, membership };
}

/** Of one room; or one's own of all rooms. */
function listed(state: State, context: WebexContext): Place[] {
  const { person: caller } = context.get('grant');
  const { roomId, personId, personEmail } = context.req.query();
  const filtered = personId !== undefined || personEmail !== undefined;
  if (roomId === undefined) {
    if (filtered) throw badRequest('roomId cannot be null');
    return state.rooms.all().flatMap((room) => {
      const membership = room.members.get(caller);
      return membership ? [{ room, membership }] : [];
    });
  }
  const { room } = roomOf(state, caller, roomId);
  const places = [...room.members.values()].map((membership) => ({ room, membership }));
  if (!filtered) return places;
  const person = findPerson(state, { personId, personEmail });
  const found = places.filter(({ membership }) => membership.person === person);
  if (found.length === 0) throw notFound('User is not a participant of the room.');
  return found;
}

export function findPerson(
  state: State,
  { personId, personEmail }: { personId?: string | undefined; personEmail?: string | undefined },
): Person | undefined {
  if (personId !== undefined) return state.people.find(personId);
  return state.people
    .all()
    .find(({ emails }) => personEmail !== undefined && emails.includes(personEmail.toLowerCase()));
}
