import { randomUUID } from 'node:crypto';
import { keyOf, type UserKey } from '../../../src/bridge/ids.ts';

const CLUSTERS = { PEOPLE: 'us', ROOM: 'urn:TEAM:eu-central-1_k', MESSAGE: 'urn:TEAM:eu-central-1_k', WEBHOOK: 'us' };

/** An id as Webex spells it, of most organisations of today. */
export const webexId = (type: keyof typeof CLUSTERS, uuid: string = randomUUID()): string =>
  Buffer.from(`ciscospark://${CLUSTERS[type]}/${type}/${uuid}`).toString('base64').replace(/=+$/, '');

/** The key of an id; throws for what is no id of that type. */
export function userKey(person: { readonly id: string }): UserKey {
  const key = keyOf(person.id, 'PEOPLE');
  if (!key) throw new Error(`Not the id of a person: ${person.id}`);
  return key;
}
