import type { ModalView } from '@slack/types';
import { texts } from '../../bridge/texts.ts';
import { clip, context, plain, section } from './message.ts';

/** `callback_id` of the modal, and where its answers are found. */
export const NEW_FORM = { id: 'new_conversation', email: 'email', text: 'text' } as const;

interface NewForm {
  /** Of this conversation: it is never begun twice. */
  readonly id: string;
  readonly email?: string | undefined;
  readonly text?: string | undefined;
  /** Why it was not sent. */
  readonly problem?: string | undefined;
}

const TITLE = 24;
const EMAIL = 200;
const TEXT = 3000;

/** Asks whom to write to in Webex, and what. */
export const newForm = ({ id, email, text, problem }: NewForm): ModalView => ({
  type: 'modal',
  callback_id: NEW_FORM.id,
  private_metadata: id,
  title: plain(texts.newTitle, TITLE),
  submit: plain(texts.newSend, TITLE),
  close: plain(texts.cancel, TITLE),
  blocks: [
    ...(problem === undefined ? [] : [section(problem)]),
    {
      type: 'input',
      block_id: NEW_FORM.email,
      label: plain(texts.newEmail, EMAIL),
      element: {
        type: 'plain_text_input',
        action_id: NEW_FORM.email,
        max_length: EMAIL,
        ...(email ? { initial_value: clip(email, EMAIL) } : {}),
      },
    },
    {
      type: 'input',
      block_id: NEW_FORM.text,
      label: plain(texts.newText, EMAIL),
      element: {
        type: 'plain_text_input',
        action_id: NEW_FORM.text,
        multiline: true,
        max_length: TEXT,
        ...(text ? { initial_value: clip(text, TEXT) } : {}),
      },
    },
    context(texts.newHint),
  ],
});
