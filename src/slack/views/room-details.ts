import type { ModalView } from '@slack/types';
import type { Portal } from '../../bridge/model.ts';
import type { PersonInfo } from '../../bridge/query.ts';
import { texts } from '../../bridge/texts.ts';
import { webexAddress } from './card.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, context, header, plain, when } from './message.ts';
import { peopleList } from './people.ts';

interface RoomDetails {
  readonly portal: Portal;
  readonly isMuted: boolean;
  readonly people: readonly PersonInfo[];
  readonly isAll: boolean;
  readonly me: string;
}

const TITLE = 24;

/** All about one room, in a modal. */
export function roomDetails({ portal, isMuted, people, isAll, me }: RoomDetails): ModalView {
  const { title, isDirect, roomId, lastActivity, unread = 0 } = portal;
  const facts = [
    texts.kindOf(isDirect),
    texts.lastIn(when(lastActivity)),
    `${unread === 0 ? texts.nothingNew : texts.newSince(unread)}.`,
    ...(isMuted ? [texts.cardMuted] : []),
  ];
  return {
    type: 'modal',
    title: plain(texts.detailsTitle, TITLE),
    close: plain(texts.close, TITLE),
    blocks: [
      header(title),
      context(facts.join('\n')),
      ...peopleList({ title, people, isAll, me }).blocks,
      actions(button(ACTIONS.link, texts.openInWebexButton, { url: webexAddress(roomId) })),
    ],
  };
}
