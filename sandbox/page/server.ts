import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ServerBindings } from '../faults.ts';
import { listen } from '../server.ts';
import { refuse, Refused } from './act.ts';
import { drawAvatar } from './avatars.ts';
import { bundleClient } from './bundle.ts';
import { streamEvents } from './events.ts';
import { Feed } from './feed.ts';
import { slackActs } from './slack-acts.ts';
import { tablesOf, type Services } from './tables.ts';
import { webexActs } from './webex-acts.ts';

export interface PageOptions extends Services {
  /** Any free one unless told. */
  readonly port?: number;
}

export interface Page {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_NAME = 200;

/** Nothing is loaded from elsewhere, and nothing that somebody wrote can run. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Serves the page on which one sees Webex, PubNub and Slack side by side, as far as they run, and acts in them. */
export async function startPage({ webex, pubnub, slack, port }: PageOptions): Promise<Page> {
  const [html, bundle] = await Promise.all([
    readFile(new URL('client/index.html', import.meta.url), 'utf8'),
    bundleClient(),
  ]);
  const feed = new Feed(() => tablesOf({ webex, pubnub, slack }));
  const stops = [webex, pubnub, slack].map((service) => service?.journal.subscribe(() => feed.touch()));

  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use(async (context, next) => {
    await next();
    for (const [header, value] of Object.entries(SECURITY)) context.header(header, value);
  });
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new Refused(413, 'That is too long.');
      },
    }),
  );
  app.get('/', (context) => context.html(html));
  app.get('/page.js', (context) =>
    context.body(bundle.script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.get('/page.css', (context) => context.body(bundle.style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/events', (context) => streamEvents(context, feed));
  app.get('/avatars/:file{.+\\.svg}', (context) => {
    const name = context.req.param('file').slice(0, -'.svg'.length);
    if (name.length > MAX_NAME) throw new Refused(400, 'Nobody has such a long name.');
    return context.body(drawAvatar(name), 200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' });
  });
  if (webex) app.route('/webex', webexActs(webex.world));
  if (slack) app.route('/slack', slackActs(slack.world));
  app.notFound((context) => refuse(context, new Refused(404, 'There is nothing here.')));
  app.onError((error, context) => {
    if (error instanceof Refused) return refuse(context, error);
    throw error;
  });

  const server = await listen(app, port);
  return {
    url: server.url,
    port: server.port,
    async close() {
      for (const stop of stops) stop?.();
      feed.close();
      await server.close();
    },
  };
}
