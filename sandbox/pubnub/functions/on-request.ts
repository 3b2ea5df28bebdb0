import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Keyset } from '../keyset.ts';
import { answer } from '../refusal.ts';
import type { FunctionRuntime } from './runtime.ts';

/** The public endpoints of On Request Functions. */
export function onRequestRoutes(keyset: Keyset, runtime: FunctionRuntime): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  const prefix = `/v1/blocks/sub-key/${keyset.subscribeKey}`;
  app.all(`${prefix}/*`, async (context) => {
    const url = new URL(context.req.url);
    const path = url.pathname.slice(prefix.length + 1);
    const reply = await runtime.onRequest(path, {
      method: context.req.method,
      path: `/${path}${url.search}`,
      headers: context.req.header(),
      query: context.req.query(),
      body: await context.req.text(),
    });
    if (!reply) return answer(context, { status: 404, error: true, service: 'Functions', message: 'Not Found' }, 404);
    return new Response(reply.body, { status: reply.status, headers: { ...reply.headers } });
  });
  return app;
}
