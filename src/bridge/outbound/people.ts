/** Whom a Slack user mentions: how people know them, and who they are in Webex. */
import { mentionsIn, withNames, type Document, type Mention } from '../convert/document.ts';
import type { WebexPersonOf } from '../convert/markdown-inline.ts';
import { BridgeError } from '../errors.ts';
import type { Account, Portal } from '../model.ts';
import type { PersonInfo } from '../query.ts';
import type { OutboundParts } from './parts.ts';

export type Lookups = Pick<OutboundParts, 'accounts' | 'queries' | 'threads'>;

interface Named {
  readonly document: Document;
  readonly personOf: WebexPersonOf;
}

/** So many pages of a room's members are read at most: a message does not wait longer for a mention. */
const MAX_PAGES = 5;

/** The document with the names of all whom it mentions; and who of them is in Webex, where mentions mean something. */
export async function withPeople(
  document: Document,
  account: Account,
  portal: Portal,
  lookups: Lookups,
): Promise<Named> {
  const users = [
    ...new Set(
      mentionsIn(document)
        .filter(isUser)
        .map(({ id }) => id),
    ),
  ];
  const names = new Map<string, string>();
  for (const user of users) {
    const name = await lookups.threads.nameOf(user).catch(unknown);
    if (name !== undefined) names.set(user, name);
  }
  // Webex knows no mentions between two people.
  const people = portal.isDirect ? new Map<string, string>() : await webexPeople(users, account, portal, lookups);
  return {
    document: withNames(document, (mention) => (isUser(mention) ? names.get(mention.id) : undefined)),
    personOf: (mention) => (isUser(mention) ? people.get(mention.id) : undefined),
  };
}

const isUser = ({ platform, kind }: Mention): boolean => platform === 'slack' && kind === 'person';

/** Somebody whom Slack does not name is no reason not to send. */
function unknown(error: unknown): undefined {
  if (!(error instanceof BridgeError) || error.retryable) throw error;
}

/** The Webex person ids of Slack users: of those who use Pigdin too, and of members of the room with the same address. */
async function webexPeople(
  users: readonly string[],
  account: Account,
  { roomId }: Portal,
  { accounts, queries, threads }: Lookups,
): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  const addresses = new Map<string, string>();
  for (const user of users) {
    const known = accounts.ofSlackUser(account.team, user);
    // Whoever cannot be found is only named.
    const email = known ? undefined : await threads.emailOf(user).catch(() => undefined);
    if (known) people.set(user, known.personId);
    if (email !== undefined) addresses.set(email.toLowerCase(), user);
  }
  if (addresses.size === 0) return people;
  for await (const { id, email } of membersOf(account, roomId, queries)) {
    const user = addresses.get(email.toLowerCase());
    if (user !== undefined) people.set(user, id);
    if (people.size === users.length) break;
  }
  return people;
}

/** None, or no more, where the members cannot be asked for. */
async function* membersOf({ user }: Account, roomId: string, queries: Lookups['queries']): AsyncGenerator<PersonInfo> {
  let page: string | undefined;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    const asked = { roomId, ...(page === undefined ? {} : { page }) };
    const answer = await queries.ask(user, 'members', asked).catch(() => undefined);
    yield* answer?.members ?? [];
    page = answer?.next;
    if (page === undefined) return;
  }
}
