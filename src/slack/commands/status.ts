import type { View } from '../views/message.ts';
import { statusView } from '../views/status.ts';
import { forOwners, type OwnersAsked } from './asked.ts';

export const status = forOwners((asked) => statusOf(asked));

/** How it stands with the account, and what could not be sent. */
async function statusOf({
  account,
  bridge,
  addressOf,
}: Pick<OwnersAsked, 'account' | 'bridge' | 'addressOf'>): Promise<View> {
  const rooms = await bridge.rooms.mirrored(account);
  const titles = new Map(rooms.map(({ room, title }) => [room, title]));
  const failed = await Promise.all(
    bridge
      .parkedOf(account)
      .map(async (entry) => ({ ...entry, title: titles.get(entry.room) ?? '', link: await addressOf(entry) })),
  );
  const muted = rooms.filter(({ room }) => bridge.settings.isMuted(account.user, room)).length;
  return statusView({ account, rooms: rooms.length, muted, waiting: bridge.waitingOf(account), parked: failed });
}
