import type { Answers } from '../../src/bridge/query.ts';
import { openRehearsal } from '../shared/services.ts';
import { fitting, ourWebhooks } from '../users/webhooks.ts';
import type { Asking } from './asking.ts';
import { roomInfo } from './places.ts';

/** For `npm run doctor`. Changes nothing: webex-interval revives what Webex has disabled. */
export async function webhook({ services, session }: Asking): Promise<Answers['webhook']> {
  const { platform, runtime } = services;
  const rehearse = openRehearsal(runtime);
  const ours = await session.run((accessToken) => ourWebhooks(services, { ...session.user(), accessToken }));
  const { items } = await session.run((token) => platform.rooms(token));
  const [room] = items;
  const user = session.user();
  const found = fitting(user, ours);
  return {
    state: !found ? 'missing' : found.active ? 'active' : 'disabled',
    targetUrl: user.webhookTarget,
    ...(room && {
      rehearsal: {
        room: roomInfo(room),
        ...(await rehearse({ id: user.personId, key: user.key }, room, user.webhookSecret)),
      },
    }),
  };
}
