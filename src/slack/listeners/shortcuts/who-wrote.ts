import type { App, MessageShortcut } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Account } from '../../../bridge/model.ts';
import type { Linked } from '../../../bridge/bridge.ts';
import { texts } from '../../../bridge/texts.ts';
import { doerOf, type Desk } from '../../desk.ts';
import { SHORTCUTS } from '../../views/ids.ts';
import { quoted } from '../../views/message.ts';
import { modalOf, noteModal } from '../../views/modal.ts';
import { people } from '../../views/people.ts';
import { inModal } from '../../in-modal.ts';
import { ownRoomAt, targetOf } from './target.ts';

/** The Webex person behind the name above a message. */
export function register(app: App, desk: Desk): void {
  app.shortcut<MessageShortcut>(SHORTCUTS.writer, async ({ ack, shortcut, client }) => {
    await ack();
    const doer = doerOf(shortcut, client);
    const target = targetOf(shortcut);
    const title = texts.writerTitle;
    await inModal(desk, doer, { triggerId: shortcut.trigger_id, title }, async () => {
      const own = await ownRoomAt(desk, doer, target);
      if (!own) return noteModal(title, texts.notInRoom);
      const linked = await desk.bridge.linked(target.message);
      return linked ? writersOf(desk, own.account, linked) : noteModal(title, texts.notInWebex);
    });
  });
}

async function writersOf({ bridge }: Desk, account: Account, { user, personIds }: Linked): Promise<ModalView> {
  const owner = bridge.accounts.of(user);
  const ids = personIds.flatMap((id) => id ?? owner?.personId ?? []);
  if (ids.length === 1 && ids[0] === account.personId) {
    return noteModal(texts.writerTitle, texts.youWrote(quoted(account.name), quoted(account.email)));
  }
  const found = await Promise.all(ids.map((id) => bridge.rooms.person(account, id)));
  return modalOf(texts.writerTitle, { text: texts.writerTitle, blocks: people(found) });
}
