import { Hono } from 'hono';
import { z } from 'zod';
import {
  createWebhook,
  deleteWebhook,
  scopesToHear,
  updateWebhook,
  webhookOf,
  webhooksOf,
} from '../actions/webhooks.ts';
import { badRequest, forbidden } from '../errors.ts';
import { mustHold } from '../http/auth.ts';
import { readJson } from '../http/body.ts';
import { json, noContent, type WebexEnv } from '../http/context.ts';
import { listPage } from '../http/pages.ts';
import { readReference } from '../ids.ts';
import type { State } from '../state.ts';
import { webhookJson } from '../webhooks/view.ts';

const Named = z.object({
  name: z.string('name cannot be empty').trim().min(1, 'name cannot be empty'),
  targetUrl: z
    .string('targetUrl cannot be null')
    .pipe(z.url({ protocol: /^https?$/, error: 'targetUrl is not a valid URL' })),
  secret: z.string().optional(),
  ownedBy: z.string().optional(),
});
const Creation = Named.extend({
  resource: z.enum(['messages', 'memberships', 'rooms', 'attachmentActions', 'all'], 'resource is not valid'),
  event: z.enum(['created', 'updated', 'deleted', 'migrated', 'all'], 'event is not valid'),
  filter: z.string().optional(),
});
const Change = Named.extend({ status: z.literal('active', 'status can only be set to active').optional() });

export function webhookRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  routes.get('/', (context) =>
    listPage(context, state, { items: webhooksOf(state, context.get('grant')), view: webhookJson }),
  );
  routes.post('/', async (context) => {
    const { ownedBy, ...wanted } = await readJson(context, Creation);
    if (ownedBy === 'org') throw forbidden('Only an administrator may create a webhook for an organization.');
    const grant = context.get('grant');
    for (const scope of scopesToHear(wanted.resource)) mustHold(grant, scope);
    return json(context, webhookJson(createWebhook(state, grant, wanted)));
  });
  routes.get('/:id', (context) =>
    json(context, webhookJson(webhookOf(state, context.get('grant'), context.req.param('id')))),
  );
  routes.put('/:id', async (context) => {
    const webhook = webhookOf(state, context.get('grant'), context.req.param('id'));
    const { ownedBy: _ownedBy, ...change } = await readJson(context, Change);
    updateWebhook(state, webhook, change);
    return json(context, webhookJson(webhook));
  });
  routes.delete('/:id', (context) => {
    const id = context.req.param('id');
    if (!readReference(id)) throw badRequest('Invalid webhookId for Delete Webhook request.');
    deleteWebhook(state, context.get('grant').person, id);
    return noContent(context);
  });
  return routes;
}
