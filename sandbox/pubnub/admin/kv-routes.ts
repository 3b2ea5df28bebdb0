import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { KvStore } from '../functions/kv-store.ts';
import type { Vault } from '../functions/modules/vault.ts';
import { FaasError, notFound, ok } from './envelope.ts';
import { parseBody } from './parse-body.ts';
import { ChangeCounter, PutJson, PutSecret, PutString } from './schemas.ts';

const DAY_SECONDS = 86_400;

/** The KV store of a keyset, and its secrets: their values can be written but never read. */
export function kvRoutes(subscribeKey: string, kv: KvStore, vault: Vault): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use('/kv/*', async (context, next) => {
    const subkey = context.req.query('subkey');
    if (!subkey) throw new FaasError('FAAS-400', 'subkey is required');
    if (subkey !== subscribeKey) throw new FaasError('FAAS-403', 'No access to this keyset');
    await next();
  });

  app.get('/kv/secrets', (context) =>
    ok(
      context,
      [...vault.secrets.keys()].toSorted().map((key) => ({ key })),
    ),
  );
  app.put('/kv/secrets/:key', async (context) => {
    const { value } = await parseBody(context, PutSecret);
    vault.secrets.set(context.req.param('key'), value);
    return context.body(null, 204);
  });
  app.delete('/kv/secrets/:key', (context) => {
    const key = context.req.param('key');
    if (!vault.secrets.delete(key)) throw notFound('Secret', key);
    return context.body(null, 204);
  });

  for (const kind of ['strings', 'jsons'] as const) {
    const path = `/kv/${kind}/:key` as const;
    app.get(`/kv/${kind}`, (context) => ok(context, kv.keys(context.req.query('page_token'))));
    app.get(path, (context) => {
      const text = storedText(kv, context.req.param('key'));
      return ok(context, { key: context.req.param('key'), value: kind === 'jsons' ? JSON.parse(text) : text });
    });
    app.put(path, async (context) => {
      const { value, ttlSeconds = DAY_SECONDS } = await parseBody(context, kind === 'jsons' ? PutJson : PutString);
      const text = typeof value === 'string' && kind === 'strings' ? value : JSON.stringify(value);
      return put(context, () => kv.setFor(ttlSeconds * 1000, context.req.param('key'), text));
    });
    app.delete(path, (context) => {
      storedText(kv, context.req.param('key'));
      return put(context, () => kv.remove(context.req.param('key')));
    });
  }

  app.get('/kv/counters/:key', (context) => {
    const key = context.req.param('key');
    return ok(context, { key, value: kv.counter(key) });
  });
  for (const [action, sign] of [
    ['increment', 1],
    ['decrement', -1],
  ] as const) {
    app.post(`/kv/counters/:key/${action}`, async (context) => {
      const { value } = await parseBody(context, ChangeCounter);
      const key = context.req.param('key');
      return ok(context, { key, value: kv.increment(key, sign * value) });
    });
  }
  return app;
}

function storedText(kv: KvStore, key: string): string {
  const text = kv.get(key);
  if (text === null) throw notFound('Entry', key);
  return text;
}

/** The store's own limits hold here, too. */
function put(context: Context, work: () => void): Response {
  try {
    work();
  } catch (error) {
    throw new FaasError('FAAS-400', error instanceof Error ? error.message : String(error));
  }
  return context.body(null, 204);
}
