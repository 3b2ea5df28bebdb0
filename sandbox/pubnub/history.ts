import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../faults.ts';
import {
  MAX_EACH_OF_MANY,
  MAX_ONE_CHANNEL,
  type HistoryStore,
  type Range,
  type StoredMessage,
} from './history-store.ts';
import type { Keyset } from './keyset.ts';
import { answer, invalidSubscribeKey, serviceError } from './refusal.ts';
import { parseTimetoken } from './timetoken.ts';

const MAX_CHANNELS = 500;

type HistoryContext = Context<{ Bindings: ServerBindings }>;

/** Message Persistence, version 3 and the older version 2. */
export function historyRoutes(keyset: Keyset, history: HistoryStore): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  for (const path of ['/v3/history/sub-key/:sub/*', '/v2/history/sub-key/:sub/*']) {
    app.use(path, async (context, next) => {
      if (context.req.param('sub') !== keyset.subscribeKey) throw invalidSubscribeKey();
      await next();
    });
  }
  app.get('/v3/history/sub-key/:sub/channel/:channels', (context) => fetchMessages(context, history));
  app.delete('/v3/history/sub-key/:sub/channel/:channel', (context) => {
    history.delete(context.req.param('channel'), rangeOf(context));
    return answer(context, { status: 200, error: false, error_message: '' });
  });
  app.get('/v3/history/sub-key/:sub/message-counts/:channels', (context) => messageCounts(context, history));
  app.get('/v2/history/sub-key/:sub/channel/:channel', (context) => oldHistory(context, history));
  return app;
}

function fetchMessages(context: HistoryContext, history: HistoryStore): Response {
  const channels = names(context);
  const limit = channels.length === 1 ? MAX_ONE_CHANNEL : MAX_EACH_OF_MANY;
  const max = maxOf(context, 'max', limit);
  const range = rangeOf(context);
  const pages = channels.map((channel) => ({ channel, ...history.page(channel, range, max) }));
  const [only] = pages;
  const more = pages.length === 1 && only?.more ? { start: only.messages[0]?.timetoken.toString(), max } : undefined;
  return answer(context, {
    status: 200,
    error: false,
    error_message: '',
    channels: Object.fromEntries(
      pages
        .filter(({ messages }) => messages.length > 0)
        .map(({ channel, messages }) => [
          context.req.query('encode_channels') === 'false' ? channel : encodeURIComponent(channel),
          messages.map((message) => item(context, message)),
        ]),
    ),
    ...(more && {
      more: { url: `${context.req.path}?start=${more.start}&max=${more.max}`, start: more.start, max: more.max },
    }),
  });
}

function item(context: HistoryContext, message: StoredMessage): Record<string, unknown> {
  const query = context.req.query();
  const wants = (name: string): boolean => query[name] === 'true';
  return {
    message: message.message,
    timetoken: timetokenFor(context, message.timetoken),
    ...(wants('include_uuid') && { uuid: message.uuid }),
    ...(wants('include_message_type') && { message_type: null }),
    ...(wants('include_meta') && { meta: message.meta ?? '' }),
    ...(wants('include_custom_message_type') && { custom_message_type: message.customMessageType ?? '' }),
  };
}

/** Only on request a string; a JSON number of that size loses its last digits in JavaScript. */
const timetokenFor = (context: HistoryContext, timetoken: bigint): string | number =>
  context.req.query('string_message_token') === 'true' ? timetoken.toString() : Number(timetoken);

function messageCounts(context: HistoryContext, history: HistoryStore): Response {
  const channels = names(context);
  const tokens = (context.req.query('channelsTimetoken') ?? context.req.query('timetoken') ?? '').split(',');
  if (tokens.length !== 1 && tokens.length !== channels.length) {
    throw badRequest('Timetokens must be one, or one for each channel');
  }
  const counts = channels.map((channel, index) => {
    const since = parseTimetoken(tokens[index] ?? tokens[0]);
    if (since === undefined) throw badRequest('Invalid timetoken');
    return [channel, history.countAfter(channel, since)];
  });
  return answer(context, { status: 200, error: false, error_message: '', channels: Object.fromEntries(counts) });
}

function oldHistory(context: HistoryContext, history: HistoryStore): Response {
  const query = context.req.query();
  const max = maxOf(context, 'count', MAX_ONE_CHANNEL);
  const range = rangeOf(context);
  const forward = query['reverse'] === 'true';
  const all = forward
    ? history
        .range(context.req.param('channel') ?? '', {})
        .filter(({ timetoken }) => timetoken > (range.start ?? 0n) && (!range.end || timetoken <= range.end))
    : history.range(context.req.param('channel') ?? '', range);
  const messages = forward ? all.slice(0, max) : all.slice(-max);
  const items = messages.map((message) =>
    query['include_token'] === 'true' || query['include_meta'] === 'true'
      ? {
          message: message.message,
          ...(query['include_token'] === 'true' && { timetoken: timetokenFor(context, message.timetoken) }),
          ...(query['include_meta'] === 'true' && { meta: message.meta ?? '' }),
        }
      : message.message,
  );
  const edge = (message: StoredMessage | undefined): string | number => timetokenFor(context, message?.timetoken ?? 0n);
  return answer(context, [items, edge(messages[0]), edge(messages.at(-1))]);
}

const names = (context: HistoryContext): string[] => {
  const channels = (context.req.param('channels') ?? '').split(',').filter(Boolean);
  if (channels.length > MAX_CHANNELS) throw badRequest(`At most ${MAX_CHANNELS} channels`);
  return channels;
};

function maxOf(context: HistoryContext, name: string, limit: number): number {
  const max = Number(context.req.query(name) ?? limit);
  if (!Number.isInteger(max) || max < 1) throw badRequest(`Invalid value for ${name}`);
  return Math.min(max, limit);
}

function rangeOf(context: HistoryContext): Range {
  const [start, end] = [context.req.query('start'), context.req.query('end')];
  const range = { start: parseTimetoken(start), end: parseTimetoken(end) };
  if ((start !== undefined && range.start === undefined) || (end !== undefined && range.end === undefined)) {
    throw badRequest('Invalid timetoken');
  }
  return range;
}

const badRequest = (message: string): Error => serviceError(400, 'History', message);
