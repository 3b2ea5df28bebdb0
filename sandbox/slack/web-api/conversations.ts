import { z } from 'zod';
import { openDirect } from '../direct.ts';
import { scopeFor } from '../events.ts';
import { channelJson } from '../json.ts';
import { join, leave } from '../membership.ts';
import type { Channel, ChannelKind } from '../state/model.ts';
import { findChannel, findChannelFor, requireScope } from './access.ts';
import { flag, integer, list, text } from './args.ts';
import { ApiError } from './errors.ts';
import { botMethod, type BotCall, type Method } from './method.ts';
import { pageOf } from './paging.ts';

const KINDS: Readonly<Record<string, ChannelKind>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};
const MAX_DIRECT_USERS = 8;

const open = botMethod({
  tier: 't3',
  args: z.object({ channel: text.optional(), users: list.optional(), return_im: flag }),
  run: (call, args) => {
    if (args.channel !== undefined) return reopen(call, args.channel, args.return_im ?? false);
    const users = args.users ?? [];
    requireScope(call.installation, scopeFor(users.length > 1 ? 'mpim' : 'im', 'write'));
    requireUsers(call, users);
    const { channel, wasOpen } = openDirect(call.core, call.workspace, [call.bot.id, ...users]);
    return opened(call, channel, wasOpen, args.return_im ?? false);
  },
});

const info = botMethod({
  tier: 't3',
  args: z.object({ channel: text, include_num_members: flag, include_locale: flag }),
  run: (call, args) => {
    const channel = findChannelFor(call, args.channel, 'read');
    const count = args.include_num_members ? { num_members: channel.members.size } : {};
    return { channel: { ...channelJson(call.workspace, channel, call.bot.id), ...count } };
  },
});

const listArgs = {
  types: list.default(['public_channel']),
  exclude_archived: flag,
  cursor: text.optional(),
  limit: integer.default(100),
};

const listAll = botMethod({
  tier: 't2',
  args: z.object(listArgs),
  run: (call, args) => listed(call, args, (channel) => channel.kind === 'public' || channel.members.has(call.bot.id)),
});

const listOwn = botMethod({
  tier: 't3',
  args: z.object({ ...listArgs, user: text.optional() }),
  run: (call, args) =>
    listed(
      call,
      args,
      ({ kind, members }) => members.has(args.user ?? call.bot.id) && (kind === 'public' || members.has(call.bot.id)),
    ),
});

const members = botMethod({
  tier: 't4',
  args: z.object({ channel: text, cursor: text.optional(), limit: integer.default(100) }),
  run: (call, args) => {
    const channel = findChannelFor(call, args.channel, 'read');
    const page = pageOf([...channel.members], (id) => id, args);
    return { members: page.items, response_metadata: { next_cursor: page.nextCursor } };
  },
});

const joinChannel = botMethod({
  tier: 't3',
  scope: 'channels:join',
  args: z.object({ channel: text }),
  run: ({ core, workspace, bot, ...call }, args) => {
    const channel = findChannel({ core, workspace, bot, ...call }, args.channel);
    if (channel.kind !== 'public') throw new ApiError('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new ApiError('is_archived');
    const wasThere = channel.members.has(bot.id);
    if (!wasThere) join(core, { workspace, channel }, bot.id);
    return {
      channel: channelJson(workspace, channel, bot.id),
      ...(wasThere ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } } : {}),
    };
  },
});

const leaveChannel = botMethod({
  tier: 't3',
  args: z.object({ channel: text }),
  run: (call, args) => {
    const channel = findChannel(call, args.channel);
    if (channel.kind === 'im') throw new ApiError('method_not_supported_for_channel_type');
    requireScope(call.installation, channel.kind === 'public' ? 'channels:manage' : scopeFor(channel.kind, 'write'));
    if (!channel.members.has(call.bot.id)) return { not_in_channel: true };
    leave(call.core, { workspace: call.workspace, channel }, call.bot.id);
    return {};
  },
});

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.open': open,
  'conversations.info': info,
  'conversations.list': listAll,
  'users.conversations': listOwn,
  'conversations.members': members,
  'conversations.join': joinChannel,
  'conversations.leave': leaveChannel,
};

function reopen(call: BotCall, id: string, isFull: boolean): object {
  const channel = findChannel(call, id);
  if (channel.kind !== 'im' && channel.kind !== 'mpim') throw new ApiError('method_not_supported_for_channel_type');
  requireScope(call.installation, scopeFor(channel.kind, 'write'));
  return opened(call, channel, true, isFull);
}

function opened(call: BotCall, channel: Channel, wasOpen: boolean, isFull: boolean): object {
  return {
    ...(wasOpen ? { no_op: true, already_open: true } : {}),
    channel: isFull ? channelJson(call.workspace, channel, call.bot.id) : { id: channel.id },
  };
}

function requireUsers({ workspace }: BotCall, users: readonly string[]): void {
  if (users.length === 0) throw new ApiError('users_list_not_supplied');
  if (users.length > MAX_DIRECT_USERS) throw new ApiError('too_many_users');
  for (const id of users) {
    const user = workspace.users.get(id);
    if (!user) throw new ApiError('user_not_found');
    if (user.isDeleted) throw new ApiError('user_disabled');
  }
}

interface ListArgs {
  readonly types: readonly string[];
  readonly exclude_archived?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

function listed(call: BotCall, args: ListArgs, isVisible: (channel: Channel) => boolean): object {
  const kinds = args.types.map((type) => {
    const kind = KINDS[type];
    if (kind === undefined) throw new ApiError('invalid_types');
    requireScope(call.installation, scopeFor(kind, 'read'));
    return kind;
  });
  const found = [...call.workspace.channels.values()].filter(
    (channel) => kinds.includes(channel.kind) && !(args.exclude_archived && channel.isArchived) && isVisible(channel),
  );
  if (args.limit < 1 || args.limit > 1_000) throw new ApiError('invalid_limit');
  const page = pageOf(found, ({ id }) => id, args);
  return {
    channels: page.items.map((channel) => channelJson(call.workspace, channel, call.bot.id)),
    response_metadata: { next_cursor: page.nextCursor },
  };
}
