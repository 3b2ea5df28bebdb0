import { z } from 'zod';
import { messageJson } from '../json.ts';
import type { Channel, Message } from '../state/model.ts';
import { messageAt, repliesTo } from '../state/workspace.ts';
import { findChannelFor, requireMember } from './access.ts';
import { flag, integer, text } from './args.ts';
import { ApiError, invalidArguments } from './errors.ts';
import { botMethod, type Method } from './method.ts';
import { pageOf } from './paging.ts';

const MAX_LIMIT = 1_000;

const rangeArgs = {
  channel: text,
  cursor: text.optional(),
  latest: text.optional(),
  oldest: text.optional(),
  inclusive: flag,
  limit: integer.default(100),
  include_all_metadata: flag,
};

interface Range {
  readonly latest?: string | undefined;
  readonly oldest?: string | undefined;
  readonly inclusive?: boolean | undefined;
  readonly limit: number;
}

const history = botMethod({
  tier: 't3',
  args: z.object(rangeArgs),
  run: (call, args) => {
    const channel = findChannelFor(call, args.channel, 'history');
    requireMember(call, channel);
    const inRange = rangeFilter(args);
    const shown = channel.messages.filter((message) => isTopLevel(message) && inRange(message)).toReversed();
    const page = pageOf(shown, ({ ts }) => ts, args);
    return {
      messages: page.items.map((message) =>
        messageJson(channel, message, { withMetadata: args.include_all_metadata ?? false }),
      ),
      ...pageFields(page.nextCursor),
      pin_count: 0,
      channel_actions_ts: null,
      channel_actions_count: 0,
    };
  },
});

const replies = botMethod({
  tier: 't3',
  args: z.object({ ...rangeArgs, ts: text, limit: integer.default(MAX_LIMIT) }),
  run: (call, args) => {
    const channel = findChannelFor(call, args.channel, 'history');
    requireMember(call, channel);
    const parent = messageAt(channel, args.ts);
    if (!parent) throw new ApiError('thread_not_found');
    const page = pageOf(repliesTo(channel, parent.ts).filter(rangeFilter(args)), ({ ts }) => ts, args);
    return {
      messages: [parent, ...page.items].map((message) =>
        messageJson(channel, message, { withMetadata: args.include_all_metadata ?? false }),
      ),
      ...pageFields(page.nextCursor),
    };
  },
});

export const historyMethods: Readonly<Record<string, Method>> = {
  'conversations.history': history,
  'conversations.replies': replies,
};

const isTopLevel = (message: Message): boolean =>
  message.thread_ts === undefined || message.thread_ts === message.ts || message.isBroadcast === true;

const pageFields = (nextCursor: string): object => ({
  has_more: nextCursor !== '',
  ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
});

function rangeFilter({
  latest,
  oldest,
  inclusive = false,
  limit,
}: Range): (message: Channel['messages'][number]) => boolean {
  if (limit < 1 || limit > MAX_LIMIT) throw invalidArguments('invalid limit [json-pointer:/limit]');
  const newest = latest === undefined ? Infinity : timeOf(latest, 'invalid_ts_latest');
  const first = oldest === undefined ? 0 : timeOf(oldest, 'invalid_ts_oldest');
  return ({ ts }) => {
    const at = Number(ts.replace('.', ''));
    return (at > first && at < newest) || (inclusive && (at === first || at === newest));
  };
}

/** In microseconds. */
function timeOf(ts: string, code: string): number {
  const match = /^(?<seconds>\d+)(?:\.(?<fraction>\d{1,6}))?$/.exec(ts)?.groups;
  if (!match) throw new ApiError(code);
  return Number(`${match['seconds']}${(match['fraction'] ?? '').padEnd(6, '0')}`);
}
