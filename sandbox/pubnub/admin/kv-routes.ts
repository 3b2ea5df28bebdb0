import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { KvStore } from '../functions/kv-store.ts';
import { done, FaasError, ok } from './envelope.ts';
import { allKeys, KvEntries } from './kv-entries.ts';
import { pagedByToken } from './paging.ts';
import { parseBody } from './parse-body.ts';
import { ChangeCounter, PutJson, PutString } from './schemas.ts';

const DAY_SECONDS = 86_400;

/** The KV store of a keyset: what Functions read and write. */
export function kvRoutes(kv: KvStore): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  const entries = new KvEntries(kv);

  for (const kind of ['strings', 'jsons'] as const) {
    const path = `/${kind}/:key` as const;
    app.get(`/${kind}`, (context) => pagedByToken(context, entries.keys(kind), (key) => entries.get(kind, key)));
    app.get(path, (context) => ok(context, entries.get(kind, context.req.param('key'))));
    app.put(path, async (context) => {
      const { value, ttlSeconds = DAY_SECONDS } = await parseBody(context, kind === 'jsons' ? PutJson : PutString);
      return ok(
        context,
        withinLimits(() => entries.put(kind, context.req.param('key'), value, ttlSeconds)),
      );
    });
    app.delete(path, (context) => {
      entries.delete(kind, context.req.param('key'));
      return done(context);
    });
  }

  const counter = (key: string) => ({ key, value: kv.counter(key) });
  app.get('/counters', (context) =>
    pagedByToken(
      context,
      allKeys((after) => kv.counterKeys(after)),
      counter,
    ),
  );
  app.get('/counters/:key', (context) => ok(context, counter(context.req.param('key'))));
  for (const [action, sign] of [
    ['increment', 1],
    ['decrement', -1],
  ] as const) {
    app.post(`/counters/:key/${action}`, async (context) => {
      const { value } = await parseBody(context, ChangeCounter);
      const key = context.req.param('key');
      return ok(context, { key, value: kv.increment(key, sign * value) });
    });
  }
  return app;
}

/** The store's own limits hold here, too. */
function withinLimits<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new FaasError('FAAS-400', error instanceof Error ? error.message : String(error));
  }
}
