import { record, type Core } from './core.ts';
import { announce } from './events.ts';
import type { Place } from './messages.ts';
import type { Message } from './state/model.ts';

/** False when this user reacted so before. */
export function addReaction(core: Core, place: Place, message: Message, userId: string, name: string): boolean {
  const existing = message.reactions?.find((reaction) => reaction.name === name);
  if (existing?.users.includes(userId)) return false;
  if (existing) existing.users.push(userId);
  else (message.reactions ??= []).push({ name, users: [userId] });
  tell(core, place, message, 'added', userId, name);
  return true;
}

/** False when there is no such reaction of this user. */
export function removeReaction(core: Core, place: Place, message: Message, userId: string, name: string): boolean {
  const existing = message.reactions?.find((reaction) => reaction.name === name);
  if (!existing?.users.includes(userId)) return false;
  existing.users.splice(existing.users.indexOf(userId), 1);
  const left = message.reactions?.filter(({ users }) => users.length > 0) ?? [];
  if (left.length > 0) message.reactions = left;
  else delete message.reactions;
  tell(core, place, message, 'removed', userId, name);
  return true;
}

function tell(
  core: Core,
  place: Place,
  message: Message,
  change: 'added' | 'removed',
  user: string,
  name: string,
): void {
  const { workspace, channel } = place;
  record(core, { type: 'reaction', change, channel: channel.id, ts: message.ts, user, name });
  const type = `reaction_${change}`;
  const event = {
    type,
    user,
    reaction: name,
    item: { type: 'message', channel: channel.id, ts: message.ts },
    ...(message.user !== undefined ? { item_user: message.user } : {}),
    event_ts: core.clock.ts(),
  };
  announce(core, workspace, event, { subscription: type, scope: 'reactions:read', channel });
}
