import type { Runtime } from '../../runtime/runtime.ts';
import type { Rehearse } from '../platform.ts';

/** Signed in both ways, as Webex signs today. The name makes each body another one. */
export const webexRehearsal =
  (runtime: Runtime): Rehearse =>
  async (creator, room, secret) => {
    const body = JSON.stringify({
      name: `Rehearsal ${runtime.uuid()}`,
      resource: 'rooms',
      event: 'updated',
      createdBy: creator.id,
      actorId: creator.id,
      data: { id: room.id },
    });
    const headers = {
      'content-type': 'application/json;charset=UTF-8',
      'x-spark-signature': await runtime.hmac('SHA1', secret, body),
      'x-webex-signature': `SHA-256=${await runtime.hmac('SHA256', secret, body)}`,
    };
    return { headers, body };
  };
