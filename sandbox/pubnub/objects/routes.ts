import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Keyset } from '../keyset.ts';
import { answer, invalidSubscribeKey } from '../refusal.ts';
import type { AppContext } from './app-context.ts';
import { objectsError } from './errors.ts';
import type { ListQuery } from './listing.ts';
import type { MetadataKind } from './metadata-store.ts';

type ObjectsContext = Context<{ Bindings: ServerBindings }>;

/** App Context: metadata of users and channels, and who is a member of what. */
export function objectsRoutes(keyset: Keyset, appContext: AppContext): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use('/v2/objects/:sub/*', async (context, next) => {
    if (context.req.param('sub') !== keyset.subscribeKey) throw invalidSubscribeKey();
    await next();
  });
  for (const [folder, store] of [
    ['uuids', appContext.uuids],
    ['channels', appContext.channels],
  ] as const) {
    const base = `/v2/objects/:sub/${folder}`;
    const other: MetadataKind = folder === 'uuids' ? 'channel' : 'uuid';
    const relation = `${base}/:id/${other}s` as const;
    app.get(base, (context) => answer(context, store.list(queryOf(context))));
    app.get(`${base}/:id`, (context) => answer(context, store.get(idOf(context), queryOf(context).include)));
    app.patch(`${base}/:id`, async (context) =>
      answer(context, store.set(idOf(context), await bodyOf(context), queryOf(context).include, ifMatch(context))),
    );
    app.delete(`${base}/:id`, (context) => answer(context, store.delete(idOf(context), ifMatch(context))));
    app.get(relation, (context) =>
      answer(context, appContext.memberships.list(other, idOf(context), queryOf(context))),
    );
    app.patch(relation, async (context) =>
      answer(context, appContext.memberships.change(other, idOf(context), await bodyOf(context), queryOf(context))),
    );
  }
  return app;
}

const idOf = (context: ObjectsContext): string => context.req.param('id') ?? '';

const ifMatch = (context: ObjectsContext): string | undefined => context.req.header('if-match');

async function bodyOf(context: ObjectsContext): Promise<unknown> {
  if (!context.req.header('content-type')?.includes('json')) throw objectsError(415, 'The body must be JSON');
  try {
    return (await context.req.json()) as unknown;
  } catch {
    throw objectsError(400, 'Invalid JSON');
  }
}

function queryOf(context: ObjectsContext): ListQuery {
  const query = context.req.query();
  const limit = query['limit'];
  return {
    include: new Set(list(query['include'])),
    filter: query['filter'],
    sort: (context.req.queries('sort') ?? []).flatMap(list),
    start: query['start'],
    end: query['end'],
    limit: limit === undefined ? undefined : Number(limit),
    count: query['count'] === 'true',
  };
}

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);
