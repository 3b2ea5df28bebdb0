import type { Button, HomeView, InputBlock, KnownBlock } from '@slack/types';
import * as z from 'zod';
import type { Account } from '../../bridge/model.ts';
import type { KnownRoom } from '../../bridge/rooms.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, clip, context, header, plain, quoted, section } from './message.ts';
import { roomRow, type ListedRoom } from './room-list.ts';
import { whereOf } from './status.ts';

/** What one person sees in the Home. */
export interface Shown {
  readonly words: string;
  /** Of the rooms with a thread, from 0. */
  readonly page: number;
}

export interface ConnectedHome {
  readonly account: Account;
  /** PubNub is heard. */
  readonly isUp: boolean;
  readonly shown: Shown;
  /** Those with a thread that fit the words, the latest active first. */
  readonly rooms: readonly ListedRoom[];
  readonly muted: number;
  /** How many replies could not be sent. */
  readonly parked: number;
  /** What Webex has beyond, where somebody searched. */
  readonly elsewhere: Elsewhere | undefined;
}

export type Elsewhere = 'searching' | 'failed' | { readonly rooms: readonly KnownRoom[]; readonly isAll: boolean };

const ROOMS_A_PAGE = 20;
const ELSEWHERE = 20;
const WORDS = 100;
const CONFIRM = 300;

/** For those who are not connected: what this is, and one button. */
export const introduction = (): HomeView => ({
  type: 'home',
  blocks: [
    header(texts.homeHeading),
    section(texts.intro),
    actions(button(ACTIONS.connect, texts.connectButton, { style: 'primary' })),
    context(texts.introPrivacy),
  ],
});

/** For those who are: how it stands, and their rooms. */
export const connectedHome = (home: ConnectedHome): HomeView => ({
  type: 'home',
  private_metadata: JSON.stringify({ ...home.shown, words: clip(home.shown.words, WORDS) }),
  blocks: [
    header(texts.homeHeading),
    ...accountBlocks(home),
    searchField(home.shown),
    ...roomBlocks(home),
    ...elsewhereBlocks(home),
  ],
});

function accountBlocks({ account, isUp, parked, rooms, muted, shown }: ConnectedHome): KnownBlock[] {
  const who = texts.connectedAs(quoted(account.name), quoted(account.email));
  const health = account.signedOut ? texts.signedOut : isUp ? texts.flows : texts.disturbed;
  const counts = shown.words === '' ? [texts.roomCount(rooms.length, muted)] : [];
  const signIn = button(ACTIONS.connect, texts.signInButton, { style: 'primary' });
  return [
    section([`*${who}*`, health, texts.threadsIn(whereOf(account)), ...counts].join('\n')),
    ...(account.signedOut ? [actions(signIn)] : []),
    ...(parked === 0
      ? []
      : [{ ...section(texts.failedReplies(parked)), accessory: button(ACTIONS.failed, texts.showFailed) }]),
    actions(
      button(ACTIONS.writeTo, texts.newButton),
      button(ACTIONS.settings, texts.settingsButton),
      disconnectButton(),
    ),
    { type: 'divider' },
  ];
}

const disconnectButton = (): Button =>
  button(ACTIONS.disconnect, texts.disconnectButton, {
    style: 'danger',
    confirm: {
      title: plain(texts.disconnectAsk, 100),
      text: plain(texts.disconnectText, CONFIRM),
      confirm: plain(texts.disconnectButton, 30),
      deny: plain(texts.stay, 30),
      style: 'danger',
    },
  });

const searchField = ({ words }: Shown): InputBlock => ({
  type: 'input',
  block_id: ACTIONS.search,
  dispatch_action: true,
  optional: true,
  label: plain(texts.searchLabel, 100),
  hint: plain(texts.searchHint, 200),
  element: {
    type: 'plain_text_input',
    action_id: ACTIONS.search,
    max_length: WORDS,
    dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
    ...(words === '' ? {} : { initial_value: clip(words, WORDS) }),
  },
});

function roomBlocks({ rooms, shown: { words, page } }: ConnectedHome): KnownBlock[] {
  const heading = section(`*${words === '' ? texts.roomsHeading : texts.foundHeading(quoted(words))}*`);
  if (rooms.length === 0) return [heading, section(words === '' ? texts.noThreads : texts.nothingFound(quoted(words)))];
  const pages = Math.ceil(rooms.length / ROOMS_A_PAGE);
  const at = Math.min(Math.max(page, 0), pages - 1);
  const first = at * ROOMS_A_PAGE;
  const listed = rooms.slice(first, first + ROOMS_A_PAGE);
  return [
    heading,
    ...listed.map((room) => roomRow(room)),
    ...(pages === 1 ? [] : paging(at, pages, first, listed.length, rooms.length)),
  ];
}

function paging(page: number, pages: number, first: number, shown: number, total: number): KnownBlock[] {
  const buttons = [
    ...(page > 0 ? [button(ACTIONS.homePrevious, texts.previousPage, { value: String(page - 1) })] : []),
    ...(page < pages - 1 ? [button(ACTIONS.homeNext, texts.nextPage, { value: String(page + 1) })] : []),
  ];
  return [context(texts.pageOf(first + 1, first + shown, total)), actions(...buttons)];
}

function elsewhereBlocks({ elsewhere }: ConnectedHome): KnownBlock[] {
  if (elsewhere === undefined) return [];
  if (elsewhere === 'searching') return [context(texts.elsewhereSearching)];
  if (elsewhere === 'failed') return [context(texts.elsewhereFailed)];
  const { rooms, isAll } = elsewhere;
  if (rooms.length === 0) return [context(texts.elsewhereNone)];
  return [
    section(`*${texts.elsewhereHeading}*`),
    ...rooms.slice(0, ELSEWHERE).map((room) => roomRow(room)),
    ...(isAll && rooms.length <= ELSEWHERE ? [] : [context(texts.roomListMore)]),
  ];
}

const shownSchema = z.object({ words: z.string(), page: z.number() });

/** What somebody saw when they pressed something in their Home. */
export function readShown(metadata: string | undefined): Shown {
  try {
    return shownSchema.parse(JSON.parse(metadata ?? ''));
  } catch {
    return { words: '', page: 0 };
  }
}
