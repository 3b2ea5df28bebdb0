import { badRequest } from '../errors.ts';
import type { AttachmentAction, Message, Person } from '../model.ts';
import type { State } from '../state.ts';

export interface AttachmentActionJson {
  readonly id: string;
  readonly type: 'submit';
  readonly messageId: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly personId: string;
  readonly roomId: string;
  readonly created: string;
}

export const attachmentActionJson = (action: AttachmentAction): AttachmentActionJson => ({
  id: action.id,
  type: 'submit',
  messageId: action.message.id,
  inputs: action.inputs,
  personId: action.person.id,
  roomId: action.message.room.id,
  created: action.created,
});

/** Someone filled in a card and pressed its button. The one who posted the card hears of it. */
export function submitCard(
  state: State,
  person: Person,
  message: Message,
  inputs: Readonly<Record<string, unknown>>,
): AttachmentAction {
  if (message.attachments.length === 0) throw badRequest('The message has no card.');
  const action = state.attachmentActions.add({
    id: state.newId('ATTACHMENT_ACTION'),
    message,
    person,
    inputs,
    created: state.timestamp(),
  });
  // The inputs are encrypted: a webhook does not carry them.
  const { inputs: _inputs, ...data } = attachmentActionJson(action);
  state.emit({ resource: 'attachmentActions', event: 'created', actor: person, audience: [message.author], data });
  return action;
}
