import { badRequest, forbidden, notFound } from '../errors.ts';
import type { Person, Webhook } from '../model.ts';
import type { State } from '../state.ts';
import type { Grant } from '../tokens.ts';
import { readFilter } from '../webhooks/filter.ts';

/** Activated again within this time after it was disabled, a webhook is on probation. */
const PROBATION_MS = 5 * 60_000;

export type NewWebhook = Pick<Webhook, 'name' | 'targetUrl' | 'resource' | 'event' | 'filter' | 'secret'>;

/** Reading the resource is what a webhook needs; there is no scope for webhooks themselves. */
const SCOPES = {
  messages: ['spark:messages_read'],
  memberships: ['spark:memberships_read'],
  rooms: ['spark:rooms_read'],
  attachmentActions: ['spark:messages_read'],
  all: ['spark:messages_read', 'spark:memberships_read', 'spark:rooms_read'],
} as const satisfies Record<Webhook['resource'], readonly string[]>;

export const scopesToHear = (resource: Webhook['resource']): readonly string[] => SCOPES[resource];

const EVENTS: Readonly<Record<Webhook['resource'], readonly Webhook['event'][]>> = {
  messages: ['created', 'updated', 'deleted', 'all'],
  memberships: ['created', 'updated', 'deleted', 'all'],
  rooms: ['created', 'updated', 'migrated', 'all'],
  attachmentActions: ['created', 'all'],
  all: ['all'],
};

export function createWebhook(state: State, { person, integration }: Grant, wanted: NewWebhook): Webhook {
  if (!EVENTS[wanted.resource].includes(wanted.event)) throw badRequest('The resource has no such event.');
  readFilter(wanted.resource, wanted.filter);
  const webhook: Webhook = {
    ...wanted,
    id: state.newId('WEBHOOK'),
    creator: person,
    appId: integration.id,
    created: state.timestamp(),
    status: 'active',
    failures: [],
    onProbation: false,
  };
  state.journal.add({ type: 'webhook', change: 'created', webhookId: webhook.id, personId: person.id });
  return state.webhooks.add(webhook);
}

/** Those that this integration made for this person. */
export const webhooksOf = (state: State, { person, integration }: Grant): Webhook[] =>
  state.webhooks.all().filter((webhook) => webhook.creator === person && webhook.appId === integration.id);

export function webhookOf(state: State, grant: Grant, id: string): Webhook {
  const webhook = webhooksOf(state, grant).find((mine) => mine === state.webhooks.find(id));
  if (!webhook) throw notFound('Could not find a webhook with provided ID.');
  return webhook;
}

export function updateWebhook(
  state: State,
  webhook: Webhook,
  {
    name,
    targetUrl,
    secret,
    status,
  }: Pick<Webhook, 'name' | 'targetUrl' | 'secret'> & { status?: 'active' | undefined },
): void {
  webhook.name = name;
  webhook.targetUrl = targetUrl;
  webhook.secret = secret ?? webhook.secret;
  if (status === 'active' && webhook.status === 'inactive') {
    webhook.status = 'active';
    webhook.onProbation = state.now() - (webhook.disabledAt ?? -Infinity) < PROBATION_MS;
  }
  state.journal.add({ type: 'webhook', change: 'updated', webhookId: webhook.id, personId: webhook.creator.id });
}

export function deleteWebhook(state: State, person: Person, id: string): void {
  const webhook = state.webhooks.find(id);
  if (!webhook) throw notFound('Could not find a webhook with provided ID.');
  if (webhook.creator !== person) throw forbidden('Failed to delete webhook.  You are not the owner of it.');
  state.webhooks.delete(webhook);
  state.journal.add({ type: 'webhook', change: 'deleted', webhookId: webhook.id, personId: person.id });
}
