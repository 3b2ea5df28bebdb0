/**
 * Webex ids: the unpadded base64 of `ciscospark://<cluster>/<TYPE>/<key>`. Written apart from the bridge's own decoder on
 * purpose: a stand-in that shares the code under test agrees with its mistakes.
 */

export type IdType =
  | 'APPLICATION'
  | 'ATTACHMENT_ACTION'
  | 'CONTENT'
  | 'MEMBERSHIP'
  | 'MESSAGE'
  | 'ORGANIZATION'
  | 'PEOPLE'
  | 'ROOM'
  | 'WEBHOOK';

/** Where most organisations of today live; the cluster is part of their ids. */
export const DEFAULT_CLUSTER = 'urn:TEAM:us-west-2_r';

const ALWAYS_US: readonly IdType[] = ['PEOPLE', 'ORGANIZATION', 'APPLICATION'];
const BARE_KEY = /^[0-9a-f-]{36}(?::[0-9a-f-]{36})?$/i;
const URI = /^ciscospark:\/\/([^/]+)\/[A-Z_]+\/(.+)$/;

/** People and organisations belong to `us` wherever their rooms are. */
export function makeId(cluster: string, type: IdType, key: string): string {
  const home = ALWAYS_US.includes(type) ? 'us' : cluster;
  return unpadded(Buffer.from(`ciscospark://${home}/${type}/${key}`).toString('base64'));
}

/** What a client may write to name a thing: its id, with or without padding, or its bare key. */
export interface Reference {
  readonly key: string;
  /** Both missing when the client wrote the bare key. */
  readonly id?: string;
  readonly cluster?: string;
}

/** Undefined for a text that is neither an id nor a UUID (two UUIDs for a membership). */
export function readReference(text: string): Reference | undefined {
  if (BARE_KEY.test(text)) return { key: text.toLowerCase() };
  const [, cluster, key] = URI.exec(Buffer.from(text, 'base64').toString()) ?? [];
  return cluster && key ? { key, id: unpadded(text), cluster } : undefined;
}

/** The key inside an id that this service made. */
export const keyIn = (id: string): string => parts(id).key;

/** Of the same cluster as the room. */
export function membershipId(roomId: string, personId: string): string {
  const room = parts(roomId);
  return makeId(room.cluster ?? DEFAULT_CLUSTER, 'MEMBERSHIP', `${keyIn(personId)}:${room.key}`);
}

function parts(id: string): Reference {
  const reference = readReference(id);
  if (!reference) throw new TypeError(`Not a Webex id: ${id}`);
  return reference;
}

const unpadded = (base64: string): string => base64.replace(/=+$/, '');
