import { gunzipSync, inflateSync } from 'node:zlib';
import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../faults.ts';
import type { Keyset } from './keyset.ts';
import { checkSize, type Connection, type Publication, type Publisher } from './publication.ts';
import { answer, invalidSubscribeKey } from './refusal.ts';

type PubNubContext = Context<{ Bindings: ServerBindings }>;

const CUSTOM_TYPE = /^[\w-]{3,50}$/;

/** Publish by GET and POST (a fire is a publish with `norep`), and signal. */
export function publishRoutes(keyset: Keyset, publisher: Publisher): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();

  const publish = async (context: PubNubContext, kind: Publication['kind'], payload: string): Promise<Response> => {
    checkKeys(context, keyset, publisher);
    const message = parse(payload, publisher);
    const timetoken = await publisher.publish(publication(context, kind, message, publisher));
    return answer(context, [1, 'Sent', timetoken]);
  };

  app.get('/publish/:pub/:sub/:signature/:channel/:callback/:payload', (context) => {
    checkSize(requestLine(context).length);
    return publish(context, 'message', context.req.param('payload'));
  });
  app.post('/publish/:pub/:sub/:signature/:channel/:callback', async (context) => {
    const body = await readBody(context, publisher);
    checkSize(requestLine(context).length + Buffer.byteLength(body));
    return publish(context, 'message', body);
  });
  app.get('/signal/:pub/:sub/:signature/:channel/:callback/:payload', (context) =>
    publish(context, 'signal', context.req.param('payload')),
  );
  return app;
}

const requestLine = (context: PubNubContext): string => context.env.incoming.url ?? '';

function checkKeys(context: PubNubContext, keyset: Keyset, publisher: Publisher): void {
  if (context.req.param('sub') !== keyset.subscribeKey) throw invalidSubscribeKey();
  if (context.req.param('pub') !== keyset.publishKey) throw publisher.refuse(400, 'Invalid Key');
}

function publication(
  context: PubNubContext,
  kind: Publication['kind'],
  message: unknown,
  publisher: Publisher,
): Publication {
  const query = context.req.query();
  const customMessageType = query['custom_message_type'];
  if (customMessageType !== undefined && !CUSTOM_TYPE.test(customMessageType)) {
    throw publisher.refuse(400, 'Invalid custom_message_type');
  }
  return {
    kind,
    channel: context.req.param('channel') ?? '',
    message,
    meta: query['meta'] === undefined ? undefined : parse(query['meta'], publisher),
    customMessageType,
    publisher: query['uuid'] ?? '',
    store: query['store'] !== '0',
    ttlHours: query['ttl'] === undefined ? undefined : Number(query['ttl']),
    replicate: query['norep'] !== 'true',
    hops: 0,
    connection: connectionOf(context),
  };
}

const connectionOf = (context: PubNubContext): Connection => ({
  verb: context.req.method,
  uri: context.req.path,
  params: context.req.query(),
  clientip: context.env.incoming.socket.remoteAddress ?? '',
  origin: context.req.header('host') ?? '',
  useragent: context.req.header('user-agent') ?? '',
});

function parse(text: string, publisher: Publisher): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw publisher.refuse(400, 'Invalid JSON');
  }
}

/** The SDK sends zlib's format under the name of deflate. */
async function readBody(context: PubNubContext, publisher: Publisher): Promise<string> {
  const body = Buffer.from(await context.req.arrayBuffer());
  const encoding = context.req.header('content-encoding');
  try {
    if (encoding === 'deflate') return inflateSync(body).toString();
    if (encoding === 'gzip') return gunzipSync(body).toString();
    return body.toString();
  } catch {
    throw publisher.refuse(400, 'Invalid JSON');
  }
}
