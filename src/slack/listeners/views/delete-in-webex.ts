import type { App } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { doerOf, type Desk } from '../../desk.ts';
import { DELETE_FORM, readDeleteForm } from '../../views/delete-form.ts';
import { noteModal } from '../../views/modal.ts';
import { objectionToDeleting } from '../shortcuts/delete-in-webex.ts';

/** The question was answered with Delete. What may have changed since it was asked is looked at again. */
export function register(app: App, desk: Desk): void {
  app.view(DELETE_FORM, async ({ ack, body, view, client }) => {
    const doer = doerOf(body, client);
    const target = readDeleteForm(view.private_metadata);
    const objection = await objectionToDeleting(desk, doer, target);
    await ack({ response_action: 'update', view: noteModal(texts.deleteTitle, objection ?? texts.deleting) });
    if (objection !== undefined) return;
    const { team, slackUser: author } = doer;
    const { channel, ts } = target.message;
    const at = (Date.now() / 1000).toFixed(6);
    await desk.bridge.fromSlack({ kind: 'delete', team, channel, ts, threadTs: target.thread.ts, author, at });
  });
}
