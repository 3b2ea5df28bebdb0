import type { Webhook } from '../model.ts';

export interface WebhookJson {
  readonly id: string;
  readonly name: string;
  readonly targetUrl: string;
  readonly resource: string;
  readonly event: string;
  readonly filter?: string | undefined;
  readonly secret?: string | undefined;
  readonly orgId: string;
  readonly createdBy: string;
  readonly appId: string;
  readonly ownedBy: 'creator';
  readonly status: 'active' | 'inactive';
  readonly created: string;
}

/** With the secret in clear, as the real service returns it. */
export const webhookJson = (webhook: Webhook): WebhookJson => ({
  id: webhook.id,
  name: webhook.name,
  targetUrl: webhook.targetUrl,
  resource: webhook.resource,
  event: webhook.event,
  filter: webhook.filter,
  secret: webhook.secret,
  orgId: webhook.creator.orgId,
  createdBy: webhook.creator.id,
  appId: webhook.appId,
  ownedBy: 'creator',
  status: webhook.status,
  created: webhook.created,
});
