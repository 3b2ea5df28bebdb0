import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Keyset } from '../keyset.ts';
import type { AdminAccess } from '../options.ts';
import { refusalAtDoor } from './door.ts';

interface KeysetParts extends AdminAccess {
  readonly keyset: Keyset;
  readonly now: () => number;
}

/** PubNub's documented default. */
const DEFAULT_LIMIT = 10;

const ERRORS = { 400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden' } as const;

/** The account's only keyset. This part of the Admin API knows no envelope, and has errors of its own form. */
export function keysetRoutes({ apiKey, keysetId, keyset, now }: KeysetParts): Hono<{ Bindings: ServerBindings }> {
  const created = new Date(now()).toISOString();
  const shown = {
    name: 'Sandbox',
    type: 'testing',
    appId: '1',
    id: String(keysetId),
    publishKey: keyset.publishKey,
    subscribeKey: keyset.subscribeKey,
    createdAt: created,
    updatedAt: created,
  };
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use(async (context, next) => {
    const refusal = refusalAtDoor(context, apiKey);
    if (!refusal) return next();
    return refuse(context, refusal.status === 401 ? 401 : 400, refusal.message);
  });
  app.get('/', (context) => {
    const page = Number(context.req.query('page') ?? 1);
    const limit = Number(context.req.query('limit') ?? DEFAULT_LIMIT);
    if (![page, limit].every((one) => Number.isInteger(one) && one > 0)) {
      return refuse(context, 400, 'page and limit must be whole numbers above zero');
    }
    return context.json({ keysets: page === 1 ? [shown] : [], total: 1, page, limit });
  });
  app.get('/:id', (context) =>
    context.req.param('id') === shown.id ? context.json(shown) : refuse(context, 403, 'No access to this keyset'),
  );
  return app;
}

const refuse = (context: Context, statusCode: keyof typeof ERRORS, message: string): Response =>
  context.json({ statusCode, error: ERRORS[statusCode], message: [message] }, statusCode);
