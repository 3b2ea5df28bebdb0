import * as v from 'valibot';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Platform, WebhookDraft } from '../platform.ts';
import { webexApi } from './api.ts';
import { webexMessages } from './messages.ts';
import { accountOf, notification, verify } from './notification.ts';
import { listOf, PersonSchema, RoomSchema, WebhookSchema } from './schemas.ts';
import { webexTokens } from './tokens.ts';

/**
 * Webex behind the Platform interface, for one execution of a Function: it refuses more calls than PubNub allows in one.
 * @param apiUrl without a trailing slash
 */
export function webex(runtime: Runtime, apiUrl: string): Platform {
  const api = webexApi(runtime, apiUrl);
  return {
    name: 'Webex',
    me: (token) => api({ method: 'GET', path: '/people/me', token }, PersonSchema),
    person: (token, id) => api({ method: 'GET', path: `/people/${encodeURIComponent(id)}`, token }, PersonSchema),
    room: (token, id) => api({ method: 'GET', path: `/rooms/${encodeURIComponent(id)}`, token }, RoomSchema),
    ...webexMessages(api),
    ...webexTokens(api, runtime),

    webhooks: (token) => api({ method: 'GET', path: '/webhooks?max=100', token }, listOf(WebhookSchema)),
    createWebhook: (token, webhook) => {
      const json = { ...fieldsOf(webhook), resource: 'all', event: 'all' };
      return api({ method: 'POST', path: '/webhooks', token, json }, WebhookSchema);
    },
    updateWebhook: (token, id, webhook) => {
      const json = { ...fieldsOf(webhook), status: 'active' };
      return api({ method: 'PUT', path: `/webhooks/${encodeURIComponent(id)}`, token, json }, WebhookSchema);
    },
    deleteWebhook: async (token, id) => {
      await api({ method: 'DELETE', path: `/webhooks/${encodeURIComponent(id)}`, token }, v.unknown());
    },

    accountOf,
    verify: (headers, rawBody, secret) => verify(runtime, headers, rawBody, secret),
    notification,
  };
}

const fieldsOf = ({ name, targetUrl, secret }: WebhookDraft) => ({ name, targetUrl, secret });
