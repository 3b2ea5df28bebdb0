import { parseWebexId } from '../../bridge/ids.ts';
import type { Room } from '../../bridge/model.ts';
import type { Card, People } from '../../bridge/ports.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from './ids.ts';
import { actions, button, context, header, quoted, section, type View } from './message.ts';

const NAMES = 8;

/** The first message of a room's thread. */
export function roomCard(card: Room & Partial<Card>): View {
  const { title, isDirect, room, roomId, isMuted = false, people, movedTo } = card;
  const text = texts.room(quoted(title), isDirect);
  const heading = header(title);
  if (movedTo !== undefined) return { text, blocks: [heading, section(texts.cardMoved(movedTo))] };
  const lines = [texts.kindOf(isDirect), people && peopleLine(people), isMuted ? texts.cardMuted : texts.roomHint];
  return {
    text,
    blocks: [
      heading,
      context(lines.filter((line) => line !== undefined).join('\n')),
      actions(
        button(ACTIONS.history, texts.historyButton, { value: room }),
        button(ACTIONS.people, texts.peopleButton, { value: room }),
        isMuted
          ? button(ACTIONS.unmute, texts.unmuteButton, { value: room })
          : button(ACTIONS.mute, texts.muteButton, { value: room }),
        button(ACTIONS.link, texts.openInWebexButton, { url: webexAddress(roomId) }),
      ),
    ],
  };
}

function peopleLine({ names, isAll }: People): string {
  const shown = names.slice(0, NAMES).map((name) => quoted(name, 40));
  return texts.peopleInRoom(shown, names.length - shown.length, isAll);
}

/** Where Webex shows the room in a browser, which offers its app. */
export const webexAddress = (roomId: string): string =>
  `https://web.webex.com/spaces/${parseWebexId(roomId)?.uuid ?? ''}`;
