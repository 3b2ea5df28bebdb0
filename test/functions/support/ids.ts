import { randomUUID } from 'node:crypto';

const CLUSTERS = { PEOPLE: 'us', ROOM: 'urn:TEAM:eu-central-1_k', MESSAGE: 'urn:TEAM:eu-central-1_k', WEBHOOK: 'us' };

/** An id as Webex spells it, of most organisations of today. */
export const webexId = (type: keyof typeof CLUSTERS, uuid: string = randomUUID()): string =>
  Buffer.from(`ciscospark://${CLUSTERS[type]}/${type}/${uuid}`).toString('base64').replace(/=+$/, '');
