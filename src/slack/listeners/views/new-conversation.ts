import type { App, ViewOutput, webApi } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { describeError } from '../../../bridge/errors.ts';
import { texts } from '../../../bridge/texts.ts';
import { isAddress } from '../../commands/new.ts';
import { sentenceFor } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk, type Doer } from '../../desk.ts';
import { quoted, say } from '../../views/message.ts';
import { noteModal } from '../../views/modal.ts';
import { NEW_FORM, newForm } from '../../views/new-form.ts';

/** The form for a new conversation is sent. It stays open until Webex has answered, and tells how that went. */
export function register(app: App, desk: Desk): void {
  app.view(NEW_FORM.id, async ({ ack, body, view, client }) => {
    const doer = doerOf(body, client);
    const account = desk.bridge.accounts.ofSlackUser(doer.team, doer.slackUser);
    const email = valueOf(view, NEW_FORM.email).trim();
    const text = valueOf(view, NEW_FORM.text);
    const problem = account ? (isAddress(email) ? undefined : texts.noEmailTyped(email)) : texts.notConnected;
    if (!account || problem !== undefined) {
      return ack({ response_action: 'errors', errors: { [NEW_FORM.email]: problem ?? texts.notConnected } });
    }
    await ack({ response_action: 'update', view: noteModal(texts.newTitle, texts.newSending) });
    const id = view.private_metadata;
    try {
      const { title, thread } = await desk.bridge.rooms.startDirect(account, email, text, id);
      const link = await asAsked(desk, doer).addressOf(thread);
      await show(desk, doer, view.id, texts.sentTo(quoted(title), link));
    } catch (error) {
      desk.log.error({ what: NEW_FORM.id, error: describeError(error) }, 'a conversation could not be begun');
      const sentence = sentenceFor(error);
      await show(desk, doer, view.id, sentence, newForm({ id, email, text, problem: sentence }));
    }
  });
}

/** In the form, if it is still open, else as a direct message. */
async function show(
  { log }: Desk,
  { client, slackUser }: Doer,
  viewId: string,
  sentence: string,
  view: ModalView = noteModal(texts.newTitle, sentence),
): Promise<void> {
  try {
    await client.views.update({ view_id: viewId, view });
  } catch (error) {
    log.info({ error: describeError(error) }, 'the form was closed before its answer came');
    await tell(client, slackUser, sentence);
  }
}

const tell = (client: webApi.WebClient, slackUser: string, sentence: string): Promise<unknown> =>
  client.chat.postMessage({ channel: slackUser, ...say(sentence) });

const valueOf = ({ state }: ViewOutput, id: string): string => state.values[id]?.[id]?.value ?? '';
