import { describeError } from '../../bridge/errors.ts';
import { matchTitles } from '../../bridge/match.ts';
import type { Portal } from '../../bridge/model.ts';
import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { quoted, say, type View } from '../views/message.ts';
import { roomList, type ListedRoom } from '../views/room-list.ts';
import { forOwners, type OwnersAsked } from './asked.ts';

const LONGEST = 200;

export const rooms = forOwners((asked) => roomsPage(asked, asked.args.words ?? '', 0));

/** A page of the account's rooms whose title has these words: those with a thread first, then what else Webex knows. */
export async function roomsPage(asked: OwnersAsked, words: string, page: number): Promise<View> {
  if (words.length > LONGEST) return say(texts.tooLong);
  const { account, bridge, addressOf } = asked;
  const mirrored = matchTitles(await bridge.rooms.mirrored(account), words);
  const elsewhere = await atWebex(asked, words, mirrored);
  const listed = await Promise.all(
    mirrored.map(async (portal): Promise<ListedRoom> => ({
      ...portal,
      link: await addressOf(portal.thread),
      isMuted: bridge.settings.isMuted(account.user, portal.room),
    })),
  );
  const all = [...listed, ...(elsewhere?.found ?? [])];
  if (all.length === 0) return say(words === '' ? texts.noRoomsAtAll : texts.noSuchWebexRoom(quoted(words)));
  return roomList({ rooms: all, words, page, isAll: elsewhere?.isAll ?? true, isPart: elsewhere === undefined });
}

/** Undefined where Webex cannot be asked: what has a thread is worth listing all the same. */
async function atWebex(
  { account, bridge, log }: OwnersAsked,
  words: string,
  mirrored: readonly Portal[],
): Promise<{ readonly found: readonly KnownRoom[]; readonly isAll: boolean } | undefined> {
  try {
    const { found, isAll } = await bridge.rooms.search(account, words);
    const known = new Set(mirrored.map(({ room }) => room));
    return { found: found.filter(({ room }) => !known.has(room)), isAll };
  } catch (error) {
    log.warn({ error: describeError(error) }, 'Webex cannot be asked for rooms');
    return undefined;
  }
}
