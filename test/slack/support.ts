/** Driving the Slack app as people do: they press what they see, and read what is shown to them. */
import type { Choice } from '../../sandbox/slack/interactions/elements.ts';
import type { Person } from '../../sandbox/slack/world/person.ts';
import type { House } from '../support/house.ts';
import { wordsOf } from '../support/block-kit.ts';

/** What one person sees last of what only they can see. */
export function lastSeen(who: Person) {
  const shown = who.ephemerals.at(-1);
  if (!shown) throw new Error(`Nothing is shown to ${who.name}`);
  return shown;
}

/** The same, as the person reads it. */
export const reads = (who: Person): string => {
  const { blocks = [], text } = lastSeen(who);
  return blocks.length === 0 ? text : wordsOf(blocks).join('\n');
};

/** Types `/pigdin <words>`, and returns the answer as the person reads it. */
export async function ask(house: House, who: Person, words: string): Promise<string> {
  await house.ask(who, words);
  return reads(who);
}

/** Presses or chooses in the last thing that only this person sees, and returns what they read next. */
export async function press(house: House, who: Person, action: string, choice?: Choice): Promise<string> {
  const { channel, ts } = lastSeen(who);
  await nextResponse(house, who, () => who.clicks(channel, ts, action, choice));
  return reads(who);
}

/** Does something to which Pigdin answers by a `response_url`. */
async function nextResponse(house: House, who: Person, act: () => Promise<unknown>): Promise<void> {
  const { journal } = house.sandbox.slack;
  const before = journal.entries.length;
  await act();
  await journal.waitFor(
    `an answer to ${who.name}`,
    (entry) => entry.type === 'response' && entry.user === who.id && journal.entries.indexOf(entry) >= before,
  );
}
/** Presses on a message that everybody sees, and returns what only this person reads next. */
export async function pressOn(
  house: House,
  who: Person,
  { channel, ts }: { readonly channel: string; readonly ts: string },
  action: string,
): Promise<string> {
  await nextResponse(house, who, () => who.clicks(channel, ts, action));
  return reads(who);
}

/** Does something to which Pigdin answers in a way that only this person sees, and returns what they read then. */
export async function nextWhisper(house: House, who: Person, act: () => Promise<unknown>): Promise<string> {
  const { journal } = house.sandbox.slack;
  const before = journal.entries.length;
  await act();
  await journal.waitFor(
    `a note to ${who.name}`,
    (entry) => entry.type === 'ephemeral' && entry.viewer === who.id && journal.entries.indexOf(entry) >= before,
  );
  return reads(who);
}

/** The top modal before somebody, as they read it. */
export function modalOf(who: Person): string {
  const top = who.modals.at(-1);
  return top ? wordsOf([top.title, ...top.blocks]).join('\n') : '';
}

/** Does something that opens a modal, and returns what stands in it once it is filled. */
export async function nextModal(house: House, who: Person, act: () => Promise<unknown>): Promise<string> {
  const { journal } = house.sandbox.slack;
  const before = journal.entries.length;
  await act();
  await journal.waitFor(
    `a filled modal before ${who.name}`,
    (entry) => entry.type === 'view' && entry.change === 'updated' && journal.entries.indexOf(entry) >= before,
  );
  return modalOf(who);
}
