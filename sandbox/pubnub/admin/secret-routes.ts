import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Vault } from '../functions/modules/vault.ts';
import { done, FaasError, ok } from './envelope.ts';
import { pagedByToken } from './paging.ts';
import { parseBody } from './parse-body.ts';
import { PutSecret } from './schemas.ts';

/** The secrets of a keyset: their values can be written but never read. */
export function secretRoutes({ secrets }: Vault): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();

  app.get('/', (context) => pagedByToken(context, [...secrets.keys()], (key) => ({ key })));
  app.put('/:key', async (context) => {
    const key = context.req.param('key');
    const { value } = await parseBody(context, PutSecret);
    secrets.set(key, value);
    return ok(context, { key });
  });
  app.delete('/:key', (context) => {
    if (!secrets.delete(context.req.param('key'))) throw new FaasError('FAAS-1021', 'KV key not found');
    return done(context);
  });
  return app;
}
