import * as v from 'valibot';
import type { Platform, WebhookDraft } from '../platform.ts';
import type { Api } from './api.ts';
import { WebhookSchema } from './schemas.ts';

type WebhookCalls = 'webhooks' | 'createWebhook' | 'updateWebhook' | 'deleteWebhook';

export const webexWebhooks = (api: Api): Pick<Platform, WebhookCalls> => ({
  webhooks: async (token) => (await api.list({ method: 'GET', path: '/webhooks?max=100', token }, WebhookSchema)).items,

  createWebhook: (token, webhook) => {
    const json = { ...fieldsOf(webhook), resource: 'all', event: 'all' };
    return api.call({ method: 'POST', path: '/webhooks', token, json }, WebhookSchema);
  },

  updateWebhook: (token, id, webhook) => {
    const json = { ...fieldsOf(webhook), status: 'active' };
    return api.call({ method: 'PUT', path: `/webhooks/${encodeURIComponent(id)}`, token, json }, WebhookSchema);
  },

  deleteWebhook: async (token, id) => {
    await api.call({ method: 'DELETE', path: `/webhooks/${encodeURIComponent(id)}`, token }, v.unknown());
  },
});

const fieldsOf = ({ name, targetUrl, secret }: WebhookDraft) => ({ name, targetUrl, secret });
