import type { KnownBlock, SectionBlock } from '@slack/types';
import * as z from 'zod';
import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, clip, context, plain, quoted, section, when, type View } from './message.ts';

/** A room as lists show it. */
export interface ListedRoom extends KnownRoom {
  readonly unread?: number | undefined;
  readonly isMuted?: boolean;
  /** To its thread; missing for a room that has none. */
  readonly link?: string | undefined;
}

interface RoomList {
  readonly rooms: readonly ListedRoom[];
  readonly words: string;
  /** From 0; one that is not there shows the last. */
  readonly page: number;
  /** False where Webex has more than were looked through. */
  readonly isAll: boolean;
  /** Webex could not be asked. */
  readonly isPart: boolean;
}

const ROOMS_A_PAGE = 10;
const TITLE = 150;
const WORDS = 200;

/** A page of rooms, for a message. */
export function roomList({ rooms, words, page, isAll, isPart }: RoomList): View {
  const heading = words === '' ? texts.roomList(rooms.length) : texts.roomListOf(quoted(words), rooms.length);
  const pages = Math.ceil(rooms.length / ROOMS_A_PAGE);
  const at = Math.min(Math.max(page, 0), pages - 1);
  const shown = rooms.slice(at * ROOMS_A_PAGE, (at + 1) * ROOMS_A_PAGE);
  const notes = [
    ...(pages > 1 ? [texts.pageOf(at * ROOMS_A_PAGE + 1, at * ROOMS_A_PAGE + shown.length, rooms.length)] : []),
    ...(isPart ? [texts.roomListPart] : []),
    ...(isAll ? [] : [texts.roomListMore]),
  ];
  return {
    text: heading,
    blocks: [
      section(`*${heading}*`),
      ...shown.map(roomRow),
      ...(notes.length === 0 ? [] : [context(notes.join(' '))]),
      ...paging(at, pages, words),
    ],
  };
}

/** One room: its title as it is, what is new there, and what one may do about it. */
export function roomRow(room: ListedRoom): SectionBlock {
  const { title, isDirect, unread = 0, isMuted = false, link, lastActivity } = room;
  const last = when(lastActivity);
  const facts = [
    isDirect ? texts.conversation : texts.space,
    ...(link === undefined ? [texts.noThreadYet] : [unread === 0 ? texts.nothingNew : texts.newSince(unread)]),
    ...(last === '' ? [] : [texts.lastAt(last)]),
    ...(isMuted ? [texts.isMuted] : []),
    ...(link === undefined ? [] : [`<${link}|${texts.openThread}>`]),
  ];
  return {
    type: 'section',
    text: plain(title, TITLE),
    fields: [{ type: 'mrkdwn', text: facts.join(' · ') }],
    accessory: rowButton(room, isMuted),
  };
}

function rowButton({ room, roomId, title, link }: ListedRoom, isMuted: boolean) {
  const [action, label, value] =
    link === undefined
      ? [ACTIONS.open, texts.openButton, openValue(roomId, title)]
      : isMuted
        ? [ACTIONS.unmute, texts.unmuteButton, room]
        : [ACTIONS.mute, texts.muteButton, room];
  return button(action, label, { value, accessibility_label: clip(`${label}: ${title}`, 75) });
}

/** Which room a button opens: its whole id, and by what to find it again. */
const openValue = (roomId: string, title: string): string => `${roomId} ${clip(title, WORDS)}`;

export function readOpenValue(value = ''): { readonly roomId: string; readonly title: string } {
  const [roomId = '', ...title] = value.split(' ');
  return { roomId, title: title.join(' ') };
}

function paging(page: number, pages: number, words: string): KnownBlock[] {
  const value = (to: number): string => JSON.stringify({ words: clip(words, WORDS), page: to });
  const buttons = [
    ...(page > 0 ? [button(ACTIONS.previousRooms, texts.previousPage, { value: value(page - 1) })] : []),
    ...(page < pages - 1 ? [button(ACTIONS.nextRooms, texts.nextPage, { value: value(page + 1) })] : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

const pageSchema = z.object({ words: z.string(), page: z.number() });

/** What a button for another page asks for; undefined for a value that is none of ours. */
export function readPage(value: string | undefined): z.output<typeof pageSchema> | undefined {
  try {
    return pageSchema.parse(JSON.parse(value ?? ''));
  } catch {
    return undefined;
  }
}
