/** Which Slack user is which Webex user: how accounts come, are renewed and go. */
import type { Accounts } from './accounts.ts';
import type { AccountEnvelope } from './envelope.ts';
import { keyOf } from './ids.ts';
import type { Log } from './log.ts';
import type { Account, PendingSignIn } from './model.ts';
import type { Invitation, RegisteredUser, RoomClient, ThreadClient } from './ports.ts';
import type { Portals } from './portals.ts';
import type { SignInNews } from './sign-in.ts';
import type { Settings } from './settings.ts';
import type { SignIns } from './sign-ins.ts';
import { texts } from './texts.ts';

interface ConnectionParts {
  readonly accounts: Accounts;
  readonly portals: Portals;
  readonly settings: Settings;
  readonly threads: ThreadClient;
  readonly roomClient: RoomClient;
  /** Missing where no Webex integration is configured. */
  readonly signIns?: SignIns | undefined;
  readonly log: Log;
}

/** Who asks to connect. */
export interface Asker {
  readonly team: string;
  readonly slackUser: string;
  /** Where threads shall be opened; the user's direct message with Pigdin when not given. */
  readonly home?: string | undefined;
}

export type ConnectResult =
  | { readonly kind: 'connected'; readonly account: Account }
  | { readonly kind: 'unknown-email' }
  | { readonly kind: 'taken' };

export class Connections {
  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Undefined where no Webex integration is configured: then users are set up by whoever runs Pigdin. */
  async invite(asker: Asker & { readonly responseUrl?: string }): Promise<Invitation | undefined> {
    const { signIns } = this.#parts;
    return signIns && { text: texts.signIn, button: texts.signInButton, url: await signIns.begin(asker) };
  }

  /** Pairs a Slack user with the Webex user who was set up under the e-mail address that Slack vouches for. */
  async connectByEmail(asker: Asker, email: string): Promise<ConnectResult> {
    const found = await this.#parts.roomClient.findUser(email);
    if (!found) return { kind: 'unknown-email' };
    const known = this.#parts.accounts.of(found.user);
    if (known && (known.team !== asker.team || known.slackUser !== asker.slackUser)) return { kind: 'taken' };
    return { kind: 'connected', account: await this.#save(asker, found) };
  }

  /** The outcome of a sign-in, from the Function that carried it out. */
  async settle(news: SignInNews): Promise<void> {
    const { signIns, threads, log } = this.#parts;
    const pending = await signIns?.find(news.id);
    log.info({ outcome: news.outcome, known: pending !== undefined }, 'a sign-in has ended');
    if (!signIns || !pending) return;
    const person = news.outcome === 'connected' && personOf(news);
    if (!person) return threads.tell(pending.slackUser, texts.signInFailed(news.reason), pending.responseUrl);
    if (pending.settled) return;
    const account = await this.#save(pending, person);
    await signIns.settled(pending);
    await threads.tell(pending.slackUser, connectedText(account, pending), pending.responseUrl);
  }

  /** What a Function says of an account. */
  async heard(account: Account, { status }: AccountEnvelope): Promise<void> {
    this.#parts.log.info({ user: account.user, status }, 'news of an account');
    switch (status) {
      case 'connected':
        if (account.signedOut) await this.#parts.accounts.save({ ...account, signedOut: false });
        return;
      case 'deleted':
        return this.#forget(account);
      case 'signed-out':
        return this.#signedOut(account);
      case 'revived':
        // What was missed meanwhile is still only in Webex.
        return;
    }
  }

  /** Removes the user from PubNub and from here; what stands in Slack stays. */
  async disconnect(account: Account): Promise<void> {
    await this.#parts.roomClient.removeUser(account.personId);
    await this.#forget(account);
  }

  /** Said once, however many messages fail. */
  async #signedOut(account: Account): Promise<void> {
    if (account.signedOut) return;
    const { accounts, threads } = this.#parts;
    await accounts.save({ ...account, signedOut: true });
    const invitation = await this.invite({ team: account.team, slackUser: account.slackUser });
    await threads.tell(
      account.slackUser,
      invitation ? { ...invitation, text: texts.signedOut } : texts.signedOutNoSignIn,
    );
  }

  /** A Slack user has one Webex account: an earlier other one goes. */
  async #save({ team, slackUser, home }: Asker, person: RegisteredUser): Promise<Account> {
    const { accounts, threads, roomClient } = this.#parts;
    const earlier = accounts.ofSlackUser(team, slackUser);
    if (earlier && earlier.user !== person.user) await this.disconnect(earlier);
    const chosen = home ?? accounts.of(person.user)?.home ?? (await threads.directChannel(slackUser));
    const account = { ...person, team, slackUser, home: chosen };
    await accounts.save(account);
    roomClient.follow([account.user]);
    return account;
  }

  async #forget({ user }: Account): Promise<void> {
    await this.#parts.portals.forget(user);
    await this.#parts.settings.forget(user);
    await this.#parts.accounts.remove(user);
  }
}

/** What a connected user reads: as whom, where threads appear, and who can read them. */
export function connectedText({ name, email }: Account, { home }: Pick<PendingSignIn, 'home'>): string {
  if (home === undefined) return texts.connected(name, email, texts.yourDirectMessages);
  return `${texts.connected(name, email, `<#${home}>`)}\n${texts.everyoneReads(`<#${home}>`)}`;
}

function personOf({ senderId, senderName, senderEmail, senderAvatar }: SignInNews): RegisteredUser | undefined {
  const user = senderId === undefined ? undefined : keyOf(senderId, 'PEOPLE');
  if (!user || senderId === undefined) return undefined;
  return { user, personId: senderId, name: senderName ?? '', email: senderEmail ?? '', avatar: senderAvatar };
}
