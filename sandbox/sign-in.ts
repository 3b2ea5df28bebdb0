import type { Sandbox } from './sandbox.ts';
import type { SlackEntry } from './slack/entries.ts';
import type { Person } from './slack/world/person.ts';
import type { PersonHandle } from './webex/person-handle.ts';

/** Types `/pigdin connect`, or with a channel, and returns the address behind the button of the answer. */
export async function signInAddress({ slack }: Sandbox, person: Person, words = 'connect'): Promise<string> {
  const before = new Set<SlackEntry>(slack.journal.entries);
  await person.command('/pigdin', words, await person.opensDirectMessage());
  await slack.journal.waitFor(
    'a button to sign in',
    (entry) => entry.type === 'response' && entry.user === person.id && !before.has(entry) && hasButton(entry.body),
  );
  const blocks = person.ephemerals.at(-1)?.blocks as readonly { elements?: readonly { url?: string }[] }[] | undefined;
  const address = blocks?.flatMap(({ elements = [] }) => elements).find(({ url }) => url !== undefined)?.url;
  if (address === undefined) throw new Error('The answer to /pigdin connect has no button that opens an address');
  return address;
}

const hasButton = (answer: unknown): boolean => JSON.stringify(answer).includes('"url"');

/**
 * Where the button of a page leads on which Pigdin asks whether it is them in Slack; undefined for every other page.
 * @param address of the page
 */
export function confirmationAddress(html: string, address: string): string | undefined {
  const fields = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)];
  if (fields.length === 0) return undefined;
  const url = new URL(address);
  url.search = new URLSearchParams(
    Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])),
  ).toString();
  return url.href;
}

/** Connects a Slack person as somebody in Webex would: by the button, and Webex's page. Resolves when Slack says so. */
export async function signIn(
  sandbox: Sandbox,
  person: Person,
  webexPerson: PersonHandle,
  words?: string,
): Promise<void> {
  const redirect = await webexPerson.allows(await signInAddress(sandbox, person, words));
  const page = await fetch(redirect);
  const confirmation = confirmationAddress(await page.text(), redirect);
  if (confirmation !== undefined) await fetch(confirmation);
  await sandbox.slack.journal.waitFor(
    'Slack saying that the person is connected',
    (entry) => entry.type === 'ephemeral' && entry.viewer === person.id && entry.text.includes('Connected to Webex'),
  );
}
