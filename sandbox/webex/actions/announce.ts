/** Tells webhooks and the journal what happened. */
import type { EventName, Membership, Message, Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { membershipJson, messageJson, roomJson } from '../views.ts';

/** What Webex encrypts, and so leaves out of webhook data. */
const ENCRYPTED = ['text', 'markdown', 'html', 'attachments', 'title', 'description', 'errors'];
/** What no document promises to be in the webhook data of a message. */
const UNPROMISED = ['parentId', 'files', 'mentionedPeople', 'mentionedGroups', 'updated'];

export function announceMessage(
  state: State,
  actor: Person,
  change: 'created' | 'updated' | 'deleted',
  message: Message,
): void {
  const json = messageJson(state.apiUrl, message);
  state.journal.add({ type: 'message', change, message: json });
  const event = change === 'updated' ? state.switches.editNotification : change;
  if (event === 'none') return;
  const data = omit(json, state.switches.webhookData === 'bare' ? [...ENCRYPTED, ...UNPROMISED] : ENCRYPTED);
  state.emit({ resource: 'messages', event, actor, audience: membersOf(message.room), data, message });
}

/** Leaving a direct room is not announced: it is only hidden. */
export function announceMembership(
  state: State,
  actor: Person,
  event: 'created' | 'updated' | 'deleted',
  { room, membership }: { room: Room; membership: Membership },
): void {
  const { person } = membership;
  state.journal.add({ type: 'membership', change: event, roomId: room.id, personId: person.id });
  if (event === 'deleted' && room.type === 'direct') return;
  const audience = [...new Set([...membersOf(room), person])];
  state.emit({ resource: 'memberships', event, actor, audience, data: { ...membershipJson(room, membership) } });
}

/** `created` only reaches the one who created it. */
export function announceRoom(state: State, actor: Person, event: EventName, room: Room): void {
  const json = roomJson(room, actor);
  state.journal.add({ type: 'room', change: event, room: json });
  const audience = event === 'created' ? [actor] : membersOf(room);
  state.emit({ resource: 'rooms', event, actor, audience, data: omit(json, ENCRYPTED) });
}

const membersOf = (room: Room): Person[] => [...room.members.keys()];

const omit = (json: object, members: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !members.includes(name)));
