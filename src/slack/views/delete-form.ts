import type { ModalView } from '@slack/types';
import * as z from 'zod';
import type { MessageRef } from '../../bridge/model.ts';
import { texts } from '../../bridge/texts.ts';
import { plain, section } from './message.ts';

/** `callback_id` of the modal. */
export const DELETE_FORM = 'delete_in_webex';

interface DeleteForm {
  readonly message: MessageRef;
  readonly thread: MessageRef;
}

const TITLE = 24;

/** Asks once more before something is gone for everybody. */
export const deleteForm = (about: DeleteForm): ModalView => ({
  type: 'modal',
  callback_id: DELETE_FORM,
  private_metadata: JSON.stringify(about),
  title: plain(texts.deleteTitle, TITLE),
  submit: plain(texts.deleteButton, TITLE),
  close: plain(texts.cancel, TITLE),
  blocks: [section(texts.deleteAsk)],
});

const ref = z.object({ channel: z.string(), ts: z.string() });
const schema = z.object({ message: ref, thread: ref });

/** What the form is about. */
export const readDeleteForm = (metadata: string): DeleteForm => schema.parse(JSON.parse(metadata));
