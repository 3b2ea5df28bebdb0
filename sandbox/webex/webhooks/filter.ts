import { badRequest } from '../errors.ts';
import { readReference } from '../ids.ts';
import type { Resource, ResourceEvent, Webhook } from '../model.ts';

/** The filters that the webhooks guide lists. */
const FILTERS = {
  messages: ['roomId', 'roomType', 'personId', 'personEmail', 'mentionedPeople', 'hasFiles', 'hasAttachments'],
  memberships: ['roomId', 'personId', 'personEmail', 'isModerator'],
  rooms: ['type', 'isLocked'],
  attachmentActions: ['messageId', 'personId', 'roomId'],
} as const satisfies Record<Resource, readonly string[]>;

/** `roomId=…&personEmail=…` as pairs. Throws Webex's 400 for a filter that the resource does not have. */
export function readFilter(
  resource: Webhook['resource'],
  filter: string | undefined,
): readonly (readonly [string, string])[] {
  const pairs = [...new URLSearchParams(filter ?? '')];
  const allowed: readonly string[] = resource === 'all' ? [] : FILTERS[resource];
  const unknown = pairs.find(([name]) => !allowed.includes(name));
  if (unknown) throw badRequest(`The filter ${unknown[0]} is not supported for this resource.`);
  return pairs;
}

/** Whether this webhook is to be told. */
export function wants(webhook: Webhook, event: ResourceEvent): boolean {
  const hears =
    webhook.resource === event.resource || (webhook.resource === 'all' && event.resource !== 'attachmentActions');
  if (!hears || (webhook.event !== event.event && webhook.event !== 'all')) return false;
  return readFilter(webhook.resource, webhook.filter).every(([name, value]) => fits(webhook, event, name, value));
}

function fits(webhook: Webhook, { data, message }: ResourceEvent, name: string, value: string): boolean {
  switch (name) {
    case 'hasFiles':
      return String((message?.files.length ?? 0) > 0) === value;
    case 'hasAttachments':
      return String((message?.attachments.length ?? 0) > 0) === value;
    case 'mentionedPeople':
      return (message?.body.mentionedPeople ?? []).some(
        ({ id }) => id === (value === 'me' ? webhook.creator.id : readReference(value)?.id),
      );
    default:
      return same(String(data[name]), value);
  }
}

/** Ids may be written with padding. */
const same = (actual: string, wanted: string): boolean =>
  actual === wanted || (wanted.endsWith('=') && actual === readReference(wanted)?.id);
