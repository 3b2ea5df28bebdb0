import { Hono } from 'hono';
import type { ServerBindings } from '../faults.ts';
import { grantRoutes } from './access/grant.ts';
import { accessGuard } from './access/guard.ts';
import { addOnGuard } from './add-ons.ts';
import { ADMIN_PATH, adminApi } from './admin/admin-api.ts';
import type { Core } from './core.ts';
import { onRequestRoutes } from './functions/on-request.ts';
import { historyRoutes } from './history.ts';
import { objectsRoutes } from './objects/routes.ts';
import { presenceRoutes } from './presence.ts';
import { publishRoutes } from './publish.ts';
import { answer, Refusal, serviceError } from './refusal.ts';
import { subscribeRoutes } from './subscribe.ts';

/** Every endpoint, behind the faults and Access Manager. */
export function createApp(core: Core): Hono<{ Bindings: ServerBindings }> {
  const { keyset, functions } = core;
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use(core.switches.middleware(), core.faults.middleware(), accessGuard(core.access), addOnGuard(core.addOns));
  app.get('/time/:callback', (context) => answer(context, [Number(core.timetokens.latest())]));
  app.route('/', subscribeRoutes(core));
  app.route('/', publishRoutes(keyset, core.publisher));
  app.route('/', historyRoutes(keyset, core.history));
  app.route('/', presenceRoutes(keyset, core.presence));
  app.route('/', grantRoutes(keyset, core.access));
  app.route('/', objectsRoutes(keyset, core.appContext));
  app.route('/', onRequestRoutes(keyset, functions));
  app.route(ADMIN_PATH, adminApi({ ...core, ...core.admin, runtime: functions }));
  app.notFound((context) => {
    const { status, body } = serviceError(404, 'Balancer', 'Not Found');
    return answer(context, body, status);
  });
  app.onError((error, context) => {
    if (error instanceof Refusal) return answer(context, error.body, error.status);
    throw error;
  });
  return app;
}
