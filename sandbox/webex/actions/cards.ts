import { badRequest } from '../errors.ts';
import type { AttachmentAction, Message, Person } from '../model.ts';
import type { State } from '../state.ts';
import { attachmentActionJson } from '../views.ts';

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
