import { Hono } from 'hono';
import type { Faults, ServerBindings } from '../../faults.ts';
import { notFound, WebexError } from '../errors.ts';
import { accessTokenRoutes } from '../routes/access-token.ts';
import { attachmentActionRoutes } from '../routes/attachment-actions.ts';
import { authorizeRoutes } from '../routes/authorize.ts';
import { contentRoutes } from '../routes/contents.ts';
import { deviceRoutes } from '../routes/device.ts';
import { membershipRoutes } from '../routes/memberships.ts';
import { messageRoutes } from '../routes/messages.ts';
import { peopleRoutes } from '../routes/people.ts';
import { roomRoutes } from '../routes/rooms.ts';
import { webhookRoutes } from '../routes/webhooks.ts';
import type { State } from '../state.ts';
import { authenticate } from './auth.ts';
import type { WebexEnv } from './context.ts';
import { rateLimit } from './limits.ts';
import { answerError, tracked } from './tracked.ts';

/** The whole service. */
export function webexApp(state: State, faults: Faults): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<WebexEnv>();
  app.use(tracked(state));
  app.use(faults.middleware());
  app.route('/v1', api(state));
  app.all('*', () => {
    throw notFound('The requested resource could not be found.');
  });
  app.onError((error, context) => answerError(context, error));
  // The JS SDK asks for `/people/?id=…`: a slash at the end makes no difference.
  return new Hono<{ Bindings: ServerBindings }>({ strict: false }).route('/', app);
}

function api(state: State): Hono<WebexEnv> {
  const families = {
    people: peopleRoutes(state),
    rooms: roomRoutes(state),
    messages: messageRoutes(state),
    memberships: membershipRoutes(state),
    webhooks: webhookRoutes(state),
    contents: contentRoutes(state),
    'attachment/actions': attachmentActionRoutes(state),
  };
  const routes = new Hono<WebexEnv>();
  for (const [name, family] of Object.entries(families)) {
    routes.use(`/${name}/*`, authenticate(state), rateLimit(state));
    routes.route(`/${name}`, family);
    routes.all(`/${name}/:id?`, () => {
      throw new WebexError(405, 'The request method is not supported for this resource.');
    });
  }
  routes.route('/authorize', authorizeRoutes(state));
  routes.route('/access_token', accessTokenRoutes(state));
  routes.route('/device', deviceRoutes(state));
  return routes;
}
