import { record, type Core } from './core.ts';
import { announce, channelTypeOf, messageAudience } from './events.ts';
import { messageJson } from './json.ts';
import type { Channel, Message } from './state/model.ts';
import { messageAt, repliesTo, type Workspace } from './state/workspace.ts';

/** The conversation in which something happens. */
export interface Place {
  readonly workspace: Workspace;
  readonly channel: Channel;
}

/** Adds a message to a conversation and tells the app. */
export function post(core: Core, place: Place, draft: Omit<Message, 'type' | 'ts'>): Message {
  const { channel } = place;
  const message: Message = { type: 'message', ...draft, ts: core.clock.ts() };
  channel.messages.push(message);
  note(core, place, 'posted', message);
  const parent = message.thread_ts === undefined ? undefined : messageAt(channel, message.thread_ts);
  announceMessage(core, place, {
    ...messageJson(channel, message, { withThread: false }),
    ...(message.isBroadcast && parent ? { root: messageJson(channel, parent) } : {}),
    event_ts: message.ts,
  });
  announceMention(core, place, message);
  return message;
}

export type Edit = Partial<Pick<Message, 'text' | 'blocks' | 'attachments' | 'metadata' | 'files' | 'hasRichText'>>;

/** Changes a message. `editor` is left out where Slack itself changed it, as in an unfurl. */
export function edit(core: Core, place: Place, message: Message, changes: Edit, editor?: string): void {
  const before = messageJson(place.channel, message);
  const ts = core.clock.ts();
  Object.assign(message, changes, editor === undefined ? {} : { edited: { user: editor, ts } });
  note(core, place, 'edited', message);
  announceChange(core, place, ts, message, before);
}

/** Takes a message away. The parent of a living thread leaves a tombstone. */
export function remove(core: Core, place: Place, message: Message): void {
  const { channel } = place;
  const before = messageJson(channel, message);
  const ts = core.clock.ts();
  const index = channel.messages.indexOf(message);
  note(core, place, 'deleted', message);
  if (repliesTo(channel, message.ts).length > 0) {
    const tombstone = tombstoneOf(message);
    channel.messages[index] = tombstone;
    announceChange(core, place, ts, tombstone, before);
    return;
  }
  channel.messages.splice(index, 1);
  announceMessage(core, place, {
    type: 'message',
    subtype: 'message_deleted',
    previous_message: before,
    deleted_ts: message.ts,
    hidden: true,
    ts,
    event_ts: ts,
  });
  const parent = message.thread_ts === undefined ? undefined : messageAt(channel, message.thread_ts);
  if (parent?.subtype === 'tombstone' && repliesTo(channel, parent.ts).length === 0) remove(core, place, parent);
}

const tombstoneOf = ({ ts }: Message): Message => ({
  type: 'message',
  subtype: 'tombstone',
  user: 'USLACKBOT',
  text: 'This message was deleted.',
  hidden: true,
  ts,
  thread_ts: ts,
});

function announceChange(core: Core, place: Place, ts: string, message: Message, before: object): void {
  announceMessage(core, place, {
    type: 'message',
    subtype: 'message_changed',
    message: messageJson(place.channel, message),
    previous_message: before,
    hidden: true,
    ts,
    event_ts: ts,
  });
}

function announceMessage(core: Core, { workspace, channel }: Place, event: Record<string, unknown>): void {
  const where = { channel: channel.id, channel_type: channelTypeOf(channel.kind) };
  announce(core, workspace, { type: 'message', ...event, ...where }, messageAudience(channel));
}

/** Documented: comes besides the message's own event, but never from a direct message. */
function announceMention(core: Core, { workspace, channel }: Place, message: Message): void {
  const installation = core.installations.of(workspace.id);
  if (!installation || channel.kind === 'im' || message.bot_id === installation.botId) return;
  if (!mentions(message.text, installation.botUserId)) return;
  const { subtype: _subtype, ...mention } = messageJson(channel, message, { withThread: false });
  announce(
    core,
    workspace,
    { ...mention, type: 'app_mention', channel: channel.id, event_ts: message.ts },
    { subscription: 'app_mention', scope: 'app_mentions:read', channel },
  );
}

/** With or without a label. */
const mentions = (text: string, userId: string): boolean =>
  text.includes(`<@${userId}>`) || text.includes(`<@${userId}|`);

function note(
  core: Core,
  { workspace, channel }: Place,
  change: 'posted' | 'edited' | 'deleted',
  message: Message,
): void {
  record(core, {
    type: 'message',
    change,
    channel: channel.id,
    ts: message.ts,
    ...(message.thread_ts !== undefined ? { threadTs: message.thread_ts } : {}),
    author: authorOf(workspace, message).name,
    text: message.text,
    message: structuredClone(message),
  });
}

/** Whose name and picture stand beside a message. */
export function authorOf(workspace: Workspace, message: Message): { name: string; icon: string; userId?: string } {
  const { user: userId, username, icons } = message;
  const user = workspace.users.get(userId ?? '');
  return {
    name: username ?? user?.displayName ?? 'Slackbot',
    icon: icons?.image_48 ?? icons?.emoji ?? user?.image ?? '',
    ...(userId !== undefined ? { userId } : {}),
  };
}
