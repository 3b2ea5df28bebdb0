import type { App, MessageShortcut } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { doerOf, type Desk, type Doer } from '../../desk.ts';
import { deleteForm } from '../../views/delete-form.ts';
import { SHORTCUTS } from '../../views/ids.ts';
import { noteModal } from '../../views/modal.ts';
import { inModal } from '../../in-modal.ts';
import { ownRoomAt, targetOf, type Target } from './target.ts';

/** Asks whether a message of one's own shall go from Webex as well. */
export function register(app: App, desk: Desk): void {
  app.shortcut<MessageShortcut>(SHORTCUTS.delete, async ({ ack, shortcut, client }) => {
    await ack();
    const doer = doerOf(shortcut, client);
    const target = targetOf(shortcut);
    const title = texts.deleteTitle;
    await inModal(desk, doer, { triggerId: shortcut.trigger_id, title }, async () => {
      const objection = await objectionToDeleting(desk, doer, target);
      return objection === undefined ? deleteForm(target) : noteModal(title, objection);
    });
  });
}

/** Undefined where the user may delete it. */
export async function objectionToDeleting(desk: Desk, doer: Doer, target: Target): Promise<string | undefined> {
  const own = await ownRoomAt(desk, doer, target);
  if (!own) return texts.notInRoom;
  const linked = await desk.bridge.linked(target.message);
  if (!linked) return texts.notInWebex;
  const { account } = own;
  const isOwn =
    linked.user === account.user && linked.personIds.every((id) => id === undefined || id === account.personId);
  if (!isOwn) return texts.deleteNotYours;
  return linked.isMerged ? texts.deleteMerged : undefined;
}
