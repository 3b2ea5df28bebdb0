import type { Channel, Message, User } from './state/model.ts';
import { repliesTo, type Workspace } from './state/workspace.ts';

/** A user as `users.info` and events show it. */
export function userJson(user: User, withEmail: boolean): object {
  const isBot = user.botId !== undefined;
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.isDeleted,
    color: '9f69e7',
    real_name: user.realName,
    tz: user.tz,
    tz_label: 'Central European Time',
    tz_offset: user.tzOffset,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      first_name: user.realName.split(' ')[0],
      last_name: user.realName.split(' ').slice(1).join(' '),
      ...(withEmail && user.email !== undefined ? { email: user.email } : {}),
      ...(isBot ? { bot_id: user.botId, always_active: true } : {}),
      image_48: user.image,
      image_192: user.image,
      image_512: user.image,
      team: user.teamId,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isGuest,
    is_ultra_restricted: false,
    is_bot: isBot,
    is_app_user: false,
    updated: 0,
  };
}

/** A conversation as `conversations.info` shows it to one of its members or to a bot. */
export function channelJson(workspace: Workspace, channel: Channel, viewerId: string): object {
  const { id, kind, created, isArchived, members } = channel;
  const common = {
    id,
    created,
    is_archived: isArchived,
    is_org_shared: false,
    context_team_id: workspace.id,
    updated: 0,
  };
  if (kind === 'im') {
    const other = [...members].find((member) => member !== viewerId) ?? viewerId;
    return { ...common, is_im: true, user: other, is_user_deleted: false, priority: 0, is_open: true };
  }
  const about = (value: string): object => ({ value, creator: channel.creator, last_set: created });
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: kind === 'public',
    is_group: false,
    is_im: false,
    is_mpim: kind === 'mpim',
    is_private: kind !== 'public',
    is_general: channel.name === 'general',
    is_shared: channel.isExtShared,
    is_ext_shared: channel.isExtShared,
    is_pending_ext_shared: false,
    is_member: members.has(viewerId),
    creator: channel.creator,
    shared_team_ids: [workspace.id],
    topic: about(channel.topic),
    purpose: about(channel.purpose),
    previous_names: [],
  };
}

interface MessageJsonOptions {
  /** Only for readers that asked for it. */
  readonly withMetadata?: boolean;
  /** Replies count and so on, as history shows them. */
  readonly withThread?: boolean;
}

/** A message as history and events show it. */
export function messageJson(
  channel: Channel,
  message: Message,
  { withMetadata = false, withThread = true }: MessageJsonOptions = {},
): Record<string, unknown> {
  const { isBroadcast, hasRichText: _hasRichText, metadata, ...rest } = message;
  const parent = parentOf(channel, message);
  return {
    ...rest,
    ...(isBroadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(parent ? { parent_user_id: parent.user ?? parent.bot_id } : {}),
    ...(withMetadata && metadata ? { metadata } : {}),
    ...(withThread ? threadJson(channel, message) : {}),
    ...(rest.reactions ? { reactions: rest.reactions.map((one) => ({ ...one, count: one.users.length })) } : {}),
  };
}

const parentOf = ({ messages }: Channel, { ts, thread_ts: threadTs }: Message): Message | undefined =>
  threadTs === undefined || threadTs === ts ? undefined : messages.find((one) => one.ts === threadTs);

/** What a thread's parent tells of its replies. */
function threadJson(channel: Channel, { ts, subtype }: Message): object {
  const replies = repliesTo(channel, ts);
  if (replies.length === 0 && subtype !== 'tombstone') return {};
  const authors = [...new Set(replies.map(({ user, bot_id: botId }) => user ?? botId))];
  return {
    thread_ts: ts,
    reply_count: replies.length,
    reply_users_count: authors.length,
    latest_reply: replies.at(-1)?.ts ?? '0000000000.000000',
    reply_users: authors.slice(0, 5),
    is_locked: false,
    subscribed: false,
  };
}
