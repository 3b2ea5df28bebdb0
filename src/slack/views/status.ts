import type { Account, ParkedEntry } from '../../bridge/model.ts';
import type { KnownBlock } from '@slack/types';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, context, quoted, section, type View } from './message.ts';

interface Status {
  readonly account: Account;
  /** How many have a thread, and how many of them are muted. */
  readonly rooms: number;
  readonly muted: number;
  /** Replies on their way. */
  readonly waiting: number;
  readonly parked: readonly (ParkedEntry & { readonly title: string; readonly link: string })[];
}

const PARKED = 10;

/** How it stands, in plain words. */
export function statusView({ account, rooms, muted, waiting, parked }: Status): View {
  const who = texts.connectedAs(quoted(account.name), quoted(account.email));
  const lines = [
    account.signedOut ? texts.signedOut : texts.flows,
    texts.threadsIn(whereOf(account)),
    texts.roomCount(rooms, muted),
    ...(waiting === 0 ? [] : [texts.waiting(waiting)]),
  ];
  const more = parked.length - PARKED;
  return {
    text: [who, ...lines].join(' '),
    blocks: [
      section(`*${who}*\n${lines.join('\n')}`),
      ...(account.signedOut ? [actions(button(ACTIONS.connect, texts.signInButton, { style: 'primary' }))] : []),
      ...(parked.length === 0 ? [] : [section(texts.parkedHeading(parked.length))]),
      ...parked.slice(0, PARKED).flatMap(parkedBlocks),
      ...(more > 0 ? [context(texts.parkedMore(more))] : []),
    ],
  };
}

/** Where new threads appear, as a channel or in words. */
export const whereOf = ({ home }: Pick<Account, 'home'>): string =>
  isDirect(home) ? texts.yourDirectMessages : `<#${home}>`;

/** Slack's ids of direct messages begin so. */
export const isDirect = (channel: string): boolean => channel.startsWith('D');

function parkedBlocks({ id, title, link, reason }: Status['parked'][number]): KnownBlock[] {
  return [
    section(`${texts.parkedIn(quoted(title), link)}\n${quoted(reason, 300)}`),
    actions(
      button(ACTIONS.retry, texts.retryButton, { value: id, style: 'primary' }),
      button(ACTIONS.drop, texts.dropButton, { value: id }),
    ),
  ];
}
