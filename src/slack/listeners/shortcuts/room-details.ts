import type { App, MessageShortcut } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { doerOf, type Desk } from '../../desk.ts';
import { SHORTCUTS } from '../../views/ids.ts';
import { noteModal } from '../../views/modal.ts';
import { roomDetails } from '../../views/room-details.ts';
import { inModal } from '../../in-modal.ts';
import { ownRoomAt, targetOf } from './target.ts';

/** Which room the thread of this message mirrors, and who is in it. */
export function register(app: App, desk: Desk): void {
  app.shortcut<MessageShortcut>(SHORTCUTS.details, async ({ ack, shortcut, client }) => {
    await ack();
    const doer = doerOf(shortcut, client);
    const title = texts.detailsTitle;
    await inModal(desk, doer, { triggerId: shortcut.trigger_id, title }, async () => {
      const found = await ownRoomAt(desk, doer, targetOf(shortcut));
      if (!found) return noteModal(title, texts.notInRoom);
      const { account, portal } = found;
      const { found: people, isAll } = await desk.bridge.rooms.people(account, portal);
      const isMuted = desk.bridge.settings.isMuted(account.user, portal.room);
      return roomDetails({ portal, isMuted, people, isAll, me: account.personId });
    });
  });
}
