/** The core, put together: what the Slack app and PubNub call. */
import { Accounts } from './accounts.ts';
import { channelOf, type ChannelLayout } from './channels.ts';
import { Cursor } from './cursor.ts';
import type { MessageEnvelope } from './envelope.ts';
import { Inbound } from './inbound.ts';
import type { Log } from './log.ts';
import type { Account, Portal, Reply } from './model.ts';
import { Outbound } from './outbound.ts';
import type { Delivery, RoomClient, ThreadClient } from './ports.ts';
import { Portals } from './portals.ts';
import { Sequence } from './sequence.ts';
import type { Store } from './store.ts';

export interface BridgeParts {
  readonly store: Store;
  readonly threads: ThreadClient;
  readonly roomClient: RoomClient;
  readonly layout: ChannelLayout;
  readonly log: Log;
  readonly retry?: { readonly retries: number; readonly minTimeout: number };
}

/** Who asks to connect: a Slack user, with the e-mail address that Slack vouches for. */
export interface ConnectRequest {
  readonly team: string;
  readonly slackUser: string;
  readonly email: string;
  /** Where threads shall be opened; the user's direct message with Pigdin when not given. */
  readonly home?: string | undefined;
}

export type ConnectResult =
  | { readonly kind: 'connected'; readonly account: Account; readonly isNew: boolean }
  | { readonly kind: 'unknown-email'; readonly email: string }
  | { readonly kind: 'taken'; readonly email: string };

export class Bridge {
  readonly accounts: Accounts;
  readonly #parts: BridgeParts;
  readonly #portals: Portals;
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;
  readonly #rooms = new Sequence();
  readonly #cursor: Cursor;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
    this.accounts = new Accounts(parts.store.accounts);
    this.#portals = new Portals(parts.store);
    this.#cursor = new Cursor(parts.store.cursors);
    const shared = {
      ...parts,
      accounts: this.accounts,
      portals: this.#portals,
      rooms: this.#rooms,
      cursor: this.#cursor,
    };
    this.#outbound = new Outbound(shared);
    this.#inbound = new Inbound({ ...shared, outbound: this.#outbound });
  }

  /** Loads what is known, follows every account from where it was left, and sends what was left unsent. */
  async start(): Promise<void> {
    await this.accounts.load();
    this.#parts.roomClient.follow(this.accounts.users(), await this.#cursor.load());
    await this.#outbound.replay();
  }

  /** Where PubNub's stream was first heard; kept so that whatever comes while the bridge is down is fetched later. */
  heardFrom(timetoken: string): Promise<void> {
    return this.#cursor.startAt(timetoken);
  }

  /** Webex → Slack. Never throws. */
  fromWebex(delivery: Delivery): void {
    this.#inbound.receive(delivery);
  }

  /** Slack → Webex. Resolves when the reply is written down and may be acknowledged. */
  fromSlack(reply: Reply): Promise<void> {
    return this.#outbound.accept(reply);
  }

  retry(id: string, slackUser: string): Promise<boolean> {
    return this.#outbound.retry(id, slackUser);
  }

  /** Pairs a Slack user with the Webex user of the same e-mail address. */
  async connect({ team, slackUser, email, home }: ConnectRequest): Promise<ConnectResult> {
    const found = await this.#parts.roomClient.findUser(email);
    if (!found) return { kind: 'unknown-email', email };
    const known = this.accounts.of(found.user);
    if (known && (known.team !== team || known.slackUser !== slackUser)) return { kind: 'taken', email };
    const chosen = home ?? known?.home ?? (await this.#parts.threads.directChannel(slackUser));
    const account = { ...found, team, slackUser, home: chosen };
    await this.accounts.save(account);
    this.#parts.roomClient.follow([account.user]);
    return { kind: 'connected', account, isNew: known === undefined };
  }

  /** The rooms of an account that have a thread, the latest active first. */
  portalsOf(account: Account): Promise<Portal[]> {
    return this.#portals.ofUser(account.user);
  }

  /** The newest messages of a room, oldest first. */
  async history(portal: Portal, count: number): Promise<MessageEnvelope[]> {
    const channel = channelOf(this.#parts.layout, portal.user, portal.room);
    const envelopes = await this.#parts.roomClient.history(channel, count);
    return envelopes.filter((envelope) => envelope.kind === 'message');
  }

  /** Takes nothing new from Webex, and resolves when nothing is under way any more. */
  drain(): Promise<void> {
    this.#inbound.stop();
    return this.#rooms.idle();
  }
}
