/** The core, put together: what the Slack app and PubNub call. */
import { Accounts } from './accounts.ts';
import { Cards } from './cards.ts';
import { Attached } from './attached.ts';
import { CatchUp } from './catch-up.ts';
import { channelOf, type ChannelLayout } from './channels.ts';
import { Connections } from './connections.ts';
import { Cursor } from './cursor.ts';
import type { EditEnvelope, Envelope, MessageEnvelope } from './envelope.ts';
import { describeError } from './errors.ts';
import type { RoomKey, UserKey } from './ids.ts';
import { Greetings } from './greetings.ts';
import { Inbound } from './inbound.ts';
import type { Log } from './log.ts';
import type { Account, MessageRef, ParkedEntry, Portal, ReplyEvent } from './model.ts';
import { Liveness } from './liveness.ts';
import { Missed } from './missed.ts';
import { Mirror } from './mirror.ts';
import { Outbound } from './outbound.ts';
import type { Delivery, Queries, RoomClient, ThreadClient, WebexFiles } from './ports.ts';
import { Portals, slackKey } from './portals.ts';
import { Rooms } from './rooms.ts';
import { RoomWork } from './room-work.ts';
import { Sequence } from './sequence.ts';
import { Settings } from './settings.ts';
import { SignIns, type SignInOptions } from './sign-ins.ts';
import type { Store } from './store.ts';

export interface BridgeParts {
  readonly store: Store;
  readonly threads: ThreadClient;
  readonly roomClient: RoomClient;
  readonly queries: Queries;
  /** Without them files are only mentioned. */
  readonly files?: WebexFiles | undefined;
  /** Missing where no Webex integration is configured. */
  readonly signIn?: SignInOptions | undefined;
  readonly layout: ChannelLayout;
  readonly log: Log;
  readonly retry?: { readonly retries: number; readonly minTimeout: number };
  readonly patienceMs?: number;
  readonly settleMs?: number;
}

/** A message as it reads now: once it was edited, Webex's answer is an edit. */
export type Written = MessageEnvelope | EditEnvelope;

const MESSAGES_A_QUERY = 50;

/** What stands in a Slack message. */
export interface Linked {
  /** Whose account it came through. */
  readonly user: UserKey;
  readonly room: RoomKey;
  /** Who wrote it, by their full Webex ids; undefined for the account's owner, who wrote it in Slack. */
  readonly personIds: readonly (string | undefined)[];
  /** Several messages of Webex stand in it. */
  readonly isMerged: boolean;
}

export class Bridge {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly settings: Settings;
  readonly rooms: Rooms;
  readonly greetings: Greetings;
  /** Told of an account when there is something new for its owner to see: of itself, its settings or its rooms. */
  onChange: (account: Account, about: 'account' | 'rooms') => void = () => undefined;
  /** Whether PubNub is heard. */
  readonly line: Liveness;
  readonly #parts: BridgeParts;
  readonly #portals: Portals;
  readonly #inbound: Inbound;
  readonly #outbound: Outbound;
  readonly #catchUp: CatchUp;
  readonly #rooms = new Sequence();
  readonly #cursor: Cursor;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
    const changed =
      (about: 'account' | 'rooms') =>
      (user: UserKey): void => {
        const account = this.accounts.of(user);
        if (account) this.onChange(account, about);
      };
    this.accounts = new Accounts(parts.store.accounts, (account) => {
      this.#outbound.wake();
      this.onChange(account, 'account');
    });
    this.settings = new Settings(parts.store.settings, changed('account'));
    this.greetings = new Greetings(parts.store.greetings);
    this.line = new Liveness(parts.roomClient, parts.log);
    this.#portals = new Portals(parts.store, changed('rooms'));
    this.#cursor = new Cursor(parts.store.cursors);
    const shared = {
      ...parts,
      accounts: this.accounts,
      settings: this.settings,
      portals: this.#portals,
      rooms: this.#rooms,
      cursor: this.#cursor,
    };
    const cards = new Cards({ ...shared, settings: this.settings });
    this.rooms = new Rooms({ ...shared, cards });
    const signIns = parts.signIn && new SignIns(parts.store.signIns, parts.signIn);
    this.connections = new Connections({
      ...shared,
      signIns,
      missing: (account, since) => this.#catchUp.fromWebex(account, since ?? aDayAgo()),
    });
    this.#outbound = new Outbound({ ...shared, connections: this.connections, changed: changed('account') });
    const missed = new Missed(shared);
    const mirror = new Mirror({ ...shared, cards });
    const attached = new Attached(shared);
    const work = new RoomWork({ ...shared, attached, cards, missed, mirror, outbound: this.#outbound });
    this.#inbound = new Inbound({ ...shared, outbound: this.#outbound, connections: this.connections, work });
    this.#catchUp = new CatchUp({ ...shared, missed, inbound: this.#inbound });
  }

  /** Must have resolved before the first reply comes: one that belongs to no account is none of ours. */
  async load(): Promise<void> {
    await this.accounts.load();
    await this.settings.load();
    await this.#outbound.load();
  }

  /**
   * Sends what was left unsent, and follows every account from where it was left. Resolves when PubNub is asked to deliver;
   * what happened meanwhile is shown first, however long it takes to fetch it.
   */
  async start(): Promise<void> {
    const from = await this.#cursor.load();
    this.#outbound.start();
    if (from !== undefined) this.#inbound.hold();
    this.#parts.roomClient.follow(this.accounts.users(), from);
    if (from !== undefined) void this.#fetchMissed(from);
  }

  /** PubNub is not heard any more. What it delivers again is not shown before what was missed. */
  lost(): void {
    this.line.lost();
    this.#inbound.hold();
  }

  /** Call once after each `lost`, when PubNub is heard again. @param from the last position before that; never rejects */
  resumed(from: string): Promise<void> {
    this.line.connected();
    return this.#fetchMissed(from);
  }

  async #fetchMissed(from: string): Promise<void> {
    const done = this.#cursor.begin(String(BigInt(from) + 1n));
    try {
      await this.#catchUp.since(from);
      done().catch((error: unknown) =>
        this.#parts.log.warn({ error: describeError(error) }, 'how far PubNub was heard could not be written'),
      );
    } catch (error) {
      this.#parts.log.warn({ error: describeError(error) }, 'what was missed is left for the next start');
    } finally {
      this.#inbound.release();
    }
  }

  /** Where PubNub's stream was first heard; kept so that whatever comes while the bridge is down is fetched later. */
  async heardFrom(timetoken: string): Promise<void> {
    await this.#cursor.startAt(timetoken);
    this.line.start();
  }

  /** Webex → Slack. Never throws. */
  fromWebex(delivery: Delivery): void {
    this.#inbound.receive(delivery);
  }

  /** Slack → Webex. Resolves when it is written down and may be acknowledged. */
  fromSlack(event: ReplyEvent): Promise<void> {
    return this.#outbound.accept(event);
  }

  /** Slack may have told of something that nobody heard: fetches it. */
  slackWasAway(): void {
    this.#outbound.catchUp();
  }

  /** What could not be delivered, the oldest first; its author may retry it. */
  parkedOf(account: Account): ParkedEntry[] {
    return this.#outbound.parkedOf(account);
  }

  /** Whether a reply of the owner, or a change of it, is on its way. */
  isWaiting(account: Account, message: MessageRef): boolean {
    return this.#outbound.isWaiting(account, message);
  }

  /** How many replies of the owner are on their way. */
  waitingOf(account: Account): number {
    return this.#outbound.waitingOf(account);
  }

  retry(id: string, slackUser: string): Promise<boolean> {
    return this.#outbound.retry(id, slackUser);
  }

  /** Gives up on a parked reply. False when it is not there any more, or somebody else's. */
  drop(id: string, slackUser: string): Promise<boolean> {
    return this.#outbound.drop(id, slackUser);
  }

  /** What is known of the Webex messages that stand in a Slack message, or of the one that it became; the first one first. */
  async linked(message: MessageRef): Promise<Linked | undefined> {
    const link = await this.#portals.linkOfSlack(message);
    if (!link) return undefined;
    const parts = (await this.#parts.store.merged.get(slackKey(message)))?.parts ?? [];
    const personIds = parts.length > 0 ? parts.map(({ personId }) => personId) : [link.personId];
    return { user: link.user, room: link.room, personIds: [...new Set(personIds)], isMerged: parts.length > 1 };
  }

  /** Shows what a long catch-up left out, to its owner. False when there is nothing left to show. */
  showAll(gap: string, slackUser: string): Promise<boolean> {
    return this.#catchUp.showAll(gap, slackUser);
  }

  /** The rooms of an account that have a thread, the latest active first. */
  portalsOf(account: Account): Promise<Portal[]> {
    return this.#portals.ofUser(account.user);
  }

  /** The newest messages of a room, oldest first: from Webex, or where it cannot be asked, what PubNub has kept. */
  async history(portal: Pick<Portal, 'user' | 'room' | 'roomId'>, count: number): Promise<Written[]> {
    try {
      const envelopes = await this.#fromWebex(portal, count);
      return envelopes.filter((envelope) => envelope.kind === 'message' || envelope.kind === 'edit');
    } catch (error) {
      this.#parts.log.warn({ room: portal.room, error: describeError(error) }, 'Webex cannot be asked for history');
      const channel = channelOf(this.#parts.layout, portal.user, portal.room);
      return asItReadsNow(await this.#parts.roomClient.history(channel, count));
    }
  }

  /** In pages of what one run of a Function can fetch. */
  async #fromWebex({ user, roomId }: Pick<Portal, 'user' | 'roomId'>, count: number): Promise<Envelope[]> {
    const newestFirst: Envelope[] = [];
    let beforeMessage: string | undefined;
    do {
      const limit = Math.min(count - newestFirst.length, MESSAGES_A_QUERY);
      const args = { roomId, limit, ...(beforeMessage === undefined ? {} : { beforeMessage }) };
      const { envelopes, more } = await this.#parts.queries.ask(user, 'messages', args);
      newestFirst.push(...envelopes);
      const last = envelopes.at(-1);
      beforeMessage = more && last && 'externalObj' in last ? last.externalObj?.id : undefined;
    } while (beforeMessage !== undefined && newestFirst.length < count);
    return newestFirst.toReversed();
  }

  /** Takes nothing new from Webex, and resolves when nothing is under way any more. */
  async drain(): Promise<void> {
    this.#inbound.stop();
    this.#catchUp.stop();
    this.line.stop();
    await this.#inbound.idle();
    await this.#outbound.idle();
    await this.#cursor.idle();
  }

  /** Ends whatever still waits; what is not done is done after the next start. */
  close(): void {
    this.#outbound.close();
  }
}

/** Webhooks are looked after every few minutes: a gap of unknown begin is hardly longer. */
const aDayAgo = (): string => new Date(Date.now() - 24 * 3_600_000).toISOString();

/** What PubNub kept is a record of changes: an edit takes the place of its message, a deletion takes it away. */
function asItReadsNow(envelopes: readonly Envelope[]): Written[] {
  const written = new Map<string, Written>();
  for (const envelope of envelopes) {
    const id = 'externalObj' in envelope ? envelope.externalObj?.id : undefined;
    if (id === undefined) continue;
    if (envelope.kind === 'message' || (envelope.kind === 'edit' && written.has(id))) written.set(id, envelope);
    if (envelope.kind === 'delete') written.delete(id);
  }
  return [...written.values()];
}
