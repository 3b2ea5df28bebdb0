import { isCalled, matchTitles } from '../../bridge/match.ts';
import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { quoted, say, type View } from '../views/message.ts';
import { roomMenu } from '../views/room-menu.ts';
import type { OwnersAsked } from './asked.ts';
import type { CommandName } from './table.ts';

/** The room that was meant, or what to answer instead. */
export type RoomOr = { readonly room: KnownRoom; readonly isWithCount?: true } | { readonly answer: View };

/** Longer than any title at Webex. */
const LONGEST = 200;

/**
 * Which room a command is about: the one that is named, else that of the thread, else the latest active one.
 * @param name of the command, for the menu where several rooms fit
 */
export async function roomOf(asked: OwnersAsked, name: CommandName): Promise<RoomOr> {
  const { account, args, bridge, room } = asked;
  const words = args.room;
  const mirrored = await bridge.rooms.mirrored(account);
  const [whole] =
    args.roomWithCount === undefined ? [] : mirrored.filter((one) => isCalled(one, args.roomWithCount ?? ''));
  if (whole) return { room: whole, isWithCount: true };
  if (words === undefined) {
    if (asked.isInThread && !room) return { answer: say(texts.notYourRoom) };
    const usual = room ?? mirrored[0];
    return usual ? { room: usual } : { answer: say(texts.noRooms) };
  }
  if (words.length > LONGEST) return { answer: say(texts.tooLong) };
  const matches = matchTitles(mirrored, words);
  const settled = name !== 'open' || matches.some((one) => isCalled(one, words));
  if (matches.length > 0 && settled) return oneOf(matches, asked, name, true);
  return atWebex(asked, name, words);
}

async function atWebex(asked: OwnersAsked, name: CommandName, words: string): Promise<RoomOr> {
  const { found, isAll } = await asked.bridge.rooms.search(asked.account, words);
  if (found.length > 0) return oneOf(found, asked, name, isAll);
  return { answer: say((isAll ? texts.noSuchWebexRoom : texts.notAmongLatest)(quoted(words))) };
}

function oneOf(rooms: readonly KnownRoom[], { args }: OwnersAsked, name: CommandName, isAll: boolean): RoomOr {
  const [room, ...others] = rooms;
  if (room && others.length === 0) return { room };
  return { answer: roomMenu({ name, args, rooms, isAll }) };
}
