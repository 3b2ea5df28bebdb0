import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { WebexError } from '../errors.ts';
import type { State } from '../state.ts';
import { JSON_TYPE, type WebexContext, type WebexEnv } from './context.ts';

/** Gives each request its tracking id and writes it into the journal. */
export const tracked =
  (state: State): MiddlewareHandler<WebexEnv> =>
  async (context, next) => {
    context.set('trackingId', `ROUTER_${randomUUID().toUpperCase()}`);
    await next();
    context.header('TrackingID', context.get('trackingId'));
    if (!context.res.headers.has('cache-control')) context.header('Cache-Control', 'no-cache');
    state.journal.add({
      type: 'request',
      method: context.req.method,
      path: context.req.path,
      query: context.req.query(),
      personId: (context.get('grant') as WebexEnv['Variables']['grant'] | undefined)?.person.id,
      status: context.res.status,
    });
  };

/** Refusals in Webex's form. Anything else that was thrown is a mistake of the stand-in, and says so. */
export function answerError(context: WebexContext, thrown: Error): Response {
  const error = thrown instanceof WebexError ? thrown : new WebexError(500, thrown.message);
  const body = JSON.stringify(error.json(context.get('trackingId')));
  return new Response(body, { status: error.status, headers: { 'Content-Type': JSON_TYPE, ...error.headers } });
}
