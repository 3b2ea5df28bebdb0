import { randomUUID } from 'node:crypto';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from '../views/ids.ts';
import { actions, button, quoted, say, section, type View } from '../views/message.ts';
import { newForm } from '../views/new-form.ts';
import { forOwners, type OwnersAsked } from './asked.ts';

/** Good enough to tell an address from a slip; Webex has the last word. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const isAddress = (text: string): boolean => text.length <= 200 && ADDRESS.test(text);

/** Writes to somebody in Webex; asks for what is missing. */
export const newConversation = forOwners(async (asked) => {
  const { account, args, bridge, client, triggerId, addressOf } = asked;
  const { slackUser, text } = args;
  const email = slackUser === undefined ? args.email : await emailOf(asked, slackUser);
  if (slackUser !== undefined && email === undefined) return say(texts.noEmailOf(`<@${slackUser}>`));
  if (email !== undefined && !isAddress(email)) return say(texts.noEmailTyped(quoted(email)));
  if (email !== undefined && text !== undefined) {
    const { title, thread } = await bridge.rooms.startDirect(account, email, text);
    return say(texts.sentTo(quoted(title), await addressOf(thread)));
  }
  if (triggerId === undefined) return fromHere(email);
  await client.views.open({ trigger_id: triggerId, view: newForm({ id: randomUUID(), email, text }) });
  return undefined;
});

/** What was written in a thread cannot open a form; a button can. */
const fromHere = (email: string | undefined): View => ({
  text: texts.formFromHere,
  blocks: [
    section(texts.formFromHere),
    actions(button(ACTIONS.writeTo, texts.newTitle, email === undefined ? {} : { value: email })),
  ],
});

async function emailOf({ client }: OwnersAsked, slackUser: string): Promise<string | undefined> {
  const { user } = await client.users.info({ user: slackUser });
  return user?.profile?.email || undefined;
}
