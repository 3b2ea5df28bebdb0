import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../faults.ts';
import type { Journal } from '../journal.ts';
import type { Batch, Broker } from './broker.ts';
import type { PubNubEntry } from './entry.ts';
import { REGION } from './envelope.ts';
import { parseFilter, type Filter } from './filter.ts';
import type { Keyset } from './keyset.ts';
import type { Presence } from './presence.ts';
import { answer, invalidSubscribeKey, serviceError } from './refusal.ts';
import type { Switches } from './switches.ts';
import { parseTimetoken } from './timetoken.ts';

export interface SubscribeParts {
  readonly keyset: Keyset;
  readonly broker: Broker;
  readonly presence: Presence;
  readonly journal: Journal<PubNubEntry>;
  readonly switches: Switches;
  /** How long a poll is held open without a message. */
  readonly longPollMs: number;
}

type SubscribeContext = Context<{ Bindings: ServerBindings }>;

/** The long poll, for the event engine and the older subscription manager alike. */
export function subscribeRoutes(parts: SubscribeParts): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.get('/v2/subscribe/:sub/:channels/:callback', async (context) => {
    if (context.req.param('sub') !== parts.keyset.subscribeKey) throw invalidSubscribeKey();
    const query = context.req.query();
    if (query['channel-group']) throw serviceError(400, 'Channel Groups', 'The sandbox has no channel groups');
    const channels = context.req.param('channels').split(',').filter(Boolean);
    const cursor = parseTimetoken(query['tt']);
    const uuid = query['uuid'] ?? '';
    parts.presence.seen(uuid, channels);
    parts.journal.add({ type: 'subscribe', channels, uuid, timetoken: query['tt'] });
    if (!cursor) return batchAnswer(context, { envelopes: [], cursor: parts.broker.start(), lost: 0 });
    return poll(context, parts, cursor, { channels, filter: filterOf(query['filter-expr']) });
  });
  return app;
}

async function poll(
  context: SubscribeContext,
  parts: SubscribeParts,
  cursor: bigint,
  { channels, filter }: { channels: readonly string[]; filter: Filter | undefined },
): Promise<Response> {
  const cut = parts.switches.cutSignal();
  const until = AbortSignal.any([context.req.raw.signal, cut, AbortSignal.timeout(parts.longPollMs)]);
  let batch = parts.broker.since(cursor, channels, filter);
  while (batch.envelopes.length === 0 && !until.aborted) {
    await parts.broker.activity(until);
    batch = parts.broker.since(cursor, channels, filter);
  }
  if (cut.aborted) {
    context.env.incoming.socket.destroy();
    return context.body(null);
  }
  if (batch.lost > 0) {
    parts.journal.add({ type: 'dropped', reason: 'queue', what: channels.join(','), count: batch.lost });
  }
  return batchAnswer(context, batch);
}

const batchAnswer = (context: SubscribeContext, { cursor, envelopes }: Batch): Response =>
  answer(context, { t: { t: cursor.toString(), r: REGION }, m: envelopes });

function filterOf(expression: string | undefined): Filter | undefined {
  if (!expression) return undefined;
  try {
    return parseFilter(expression);
  } catch {
    throw serviceError(400, 'Subscribe', 'Invalid filter expression');
  }
}
