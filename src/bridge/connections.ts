/** Which Slack user is which Webex user: how accounts come, are renewed and go. */
import type { Accounts } from './accounts.ts';
import type { AccountEnvelope } from './envelope.ts';
import { keyOf } from './ids.ts';
import type { Log } from './log.ts';
import type { Account, PendingSignIn } from './model.ts';
import type { Invitation, RegisteredUser, RoomClient, ThreadClient } from './ports.ts';
import type { Portals } from './portals.ts';
import { Sequence } from './sequence.ts';
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
  /** Shows what Webex did not report. @param since ISO 8601; unknown where missing */
  readonly missing: (account: Account, since: string | undefined) => Promise<void>;
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
  /** Of a sign-in, and of an account: the same news may come twice at once. */
  readonly #news = new Sequence();

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Undefined where no Webex integration is configured: then users are set up by whoever runs Pigdin. */
  async invite(asker: Asker & { readonly responseUrl?: string }): Promise<Invitation | undefined> {
    const { signIns, threads } = this.#parts;
    if (!signIns) return undefined;
    const url = await signIns.begin(asker, await threads.emailOf(asker.slackUser));
    return { text: texts.signIn, button: texts.signInButton, url };
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
  settle(news: SignInNews): Promise<void> {
    return this.#news.run(news.id, () => this.#settle(news));
  }

  async #settle(news: SignInNews): Promise<void> {
    const { signIns, log } = this.#parts;
    const pending = await signIns?.find(news.id);
    log.info({ outcome: news.outcome, known: pending !== undefined }, 'a sign-in has ended');
    if (!signIns || !pending || pending.told?.includes(news.outcome)) return;
    const person = news.outcome === 'connected' ? personOf(news) : undefined;
    await (person ? this.#connected(pending, person) : this.#unchanged(pending, news.reason));
    await signIns.told(pending, news.outcome);
  }

  async #connected(pending: PendingSignIn, person: RegisteredUser): Promise<void> {
    const { accounts, threads } = this.#parts;
    const { team, slackUser, home, responseUrl } = pending;
    const before = accounts.ofSlackUser(team, slackUser);
    const account = await this.#save(pending, person);
    await threads.tell(slackUser, welcome(account, before, home), responseUrl);
  }

  /** In place of the button, unless it has led to a connection: then what stands there is still true. */
  async #unchanged({ team, slackUser, responseUrl, told }: PendingSignIn, reason: string): Promise<void> {
    const account = this.#parts.accounts.ofSlackUser(team, slackUser);
    const text =
      account && !account.signedOut ? texts.stillConnected(account.name, reason) : texts.signInFailed(reason);
    await this.#parts.threads.tell(slackUser, text, told?.includes('connected') ? undefined : responseUrl);
  }

  /** What a Function says of an account. */
  async heard(account: Account, { status, since }: AccountEnvelope): Promise<void> {
    this.#parts.log.info({ user: account.user, status }, 'news of an account');
    switch (status) {
      case 'connected':
        if (account.signedOut) await this.#parts.accounts.save({ ...account, signedOut: false });
        return since === undefined ? undefined : this.#parts.missing(account, since);
      case 'deleted':
        return this.#forget(account);
      case 'signed-out':
        return this.signedOut(account);
      case 'revived':
        return this.#parts.missing(account, since);
    }
  }

  /** Removes the user from PubNub and from here; what stands in Slack stays. */
  async disconnect(account: Account): Promise<void> {
    await this.#parts.roomClient.removeUser(account.personId);
    await this.#forget(account);
  }

  /** Said once, however many messages fail. */
  signedOut(account: Account): Promise<void> {
    return this.#news.run(account.user, () => this.#signedOut(account));
  }

  async #signedOut(account: Account): Promise<void> {
    const { accounts, threads } = this.#parts;
    if (accounts.of(account.user)?.signedOut) return;
    const invitation = await this.invite({ team: account.team, slackUser: account.slackUser });
    await threads.tell(
      account.slackUser,
      invitation ? { ...invitation, text: texts.signedOut } : texts.signedOutNoSignIn,
    );
    await accounts.save({ ...account, signedOut: true });
  }

  /** A Slack user has one Webex account: an earlier other one goes. */
  async #save({ team, slackUser, home }: Asker, person: RegisteredUser): Promise<Account> {
    const { accounts, threads, roomClient } = this.#parts;
    const earlier = accounts.ofSlackUser(team, slackUser);
    if (earlier && earlier.user !== person.user) await this.disconnect(earlier);
    const chosen = home ?? accounts.of(person.user)?.home ?? (await threads.directChannel(slackUser));
    const connectedAt = accounts.of(person.user)?.connectedAt ?? new Date().toISOString();
    const account = { ...person, team, slackUser, home: chosen, connectedAt };
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

/** What a user reads who has signed in: who was connected already is not told the same again. */
function welcome(account: Account, before: Account | undefined, home: string | undefined): string {
  const isRenewal = before?.user === account.user && !before.signedOut && home === undefined;
  if (isRenewal) return texts.renewed(account.name, account.email);
  const text = connectedText(account, { home });
  return before && before.user !== account.user ? `${text}\n${texts.replaced(before.name, before.email)}` : text;
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
