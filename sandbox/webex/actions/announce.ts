/** Tells webhooks and the journal what happened. */
import type { EventName, Membership, Message, Person, Room } from '../model.ts';
import type { State } from '../state.ts';
import { membershipJson, messageJson, roomJson } from '../views.ts';

/** Webhook data is the message without what is encrypted: no text, no cards. */
export function announceMessage(
  state: State,
  actor: Person,
  event: 'created' | 'updated' | 'deleted',
  message: Message,
): void {
  const json = messageJson(state.apiUrl, message);
  state.journal.add({ type: 'message', change: event, message: json });
  const notified = event === 'updated' ? state.switches.editNotification : event;
  if (notified === 'none') return;
  const { text: _text, markdown: _markdown, html: _html, attachments: _cards, errors: _errors, ...open } = json;
  const {
    parentId: _parent,
    files: _files,
    mentionedPeople: _people,
    mentionedGroups: _groups,
    updated: _updated,
    ...bare
  } = open;
  const data = state.switches.webhookData === 'bare' ? bare : open;
  state.emit({
    resource: 'messages',
    event: notified,
    actor,
    audience: membersOf(message.room),
    data: { ...data },
    message,
  });
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

/** Webhook data has no title, which is encrypted. `created` only reaches the one who created it. */
export function announceRoom(state: State, actor: Person, event: EventName, room: Room): void {
  const { title: _title, description: _description, errors: _errors, ...open } = roomJson(room, actor);
  state.journal.add({ type: 'room', change: event, room: roomJson(room, actor) });
  const audience = event === 'created' ? [actor] : membersOf(room);
  state.emit({ resource: 'rooms', event, actor, audience, data: { ...open } });
}

const membersOf = (room: Room): Person[] => [...room.members.keys()];
