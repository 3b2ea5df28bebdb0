import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { historyList } from '../views/history.ts';
import { quoted, say, type View } from '../views/message.ts';
import { forOwners, type OwnersAsked } from './asked.ts';
import { roomOf } from './room-of.ts';

const USUAL = 10;
const MOST = 100;

/** The last messages of a room. Whoever reads them has seen what is new. */
export const history = forOwners(async (asked) => {
  const found = await roomOf(asked, 'history');
  if ('answer' in found) return found.answer;
  const count = found.isWithCount ? USUAL : Math.min(Math.max(asked.args.count ?? USUAL, 1), MOST);
  return historyOf(asked, found.room, count);
});

async function historyOf(
  { account, bridge, responseUrl }: Pick<OwnersAsked, 'account' | 'bridge' | 'responseUrl'>,
  room: KnownRoom,
  count = USUAL,
): Promise<View> {
  const messages = await bridge.history({ ...room, user: account.user }, count);
  await bridge.rooms.seen(account, room);
  if (messages.length === 0) return say(texts.historyEmpty(quoted(room.title)));
  return historyList(room.title, messages, { posted: responseUrl === undefined });
}
