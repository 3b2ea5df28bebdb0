/**
 * What happened while nobody listened to PubNub. It hands out up to a hundred messages of the last twenty minutes by itself;
 * for a longer gap its history is read, and Webex itself, which knows more than history where that was off or its webhooks were.
 */
import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import type { Accounts } from './accounts.ts';
import { channelOf, type ChannelLayout } from './channels.ts';
import type { Envelope } from './envelope.ts';
import { BridgeError, describeError } from './errors.ts';
import { keyOf, type RoomKey } from './ids.ts';
import type { Inbound } from './inbound.ts';
import type { Log } from './log.ts';
import type { Missed } from './missed.ts';
import type { Account } from './model.ts';
import type { Queries, RoomClient } from './ports.ts';
import type { Portals } from './portals.ts';
import { putInOrder, type RoomEvent } from './room-queue.ts';
import type { Store } from './store.ts';

interface CatchUpParts {
  readonly accounts: Accounts;
  readonly portals: Portals;
  readonly store: Store;
  readonly roomClient: RoomClient;
  readonly queries: Queries;
  readonly inbound: Inbound;
  readonly missed: Missed;
  readonly layout: ChannelLayout;
  readonly log: Log;
}

/** Below what PubNub hands out by itself: a hundred messages, of the last twenty minutes. */
const FEW = 90;
const SHORT_MS = 15 * 60_000;

/** So many are announced before they are shown. */
const ANNOUNCED = 10;

/** More of one room are shown only when its owner asks for them. */
const MOST = 500;

/** How far the clocks of PubNub and Webex may differ. */
const SKEW_MS = 60_000;

/** How long a button shows what was left out. */
const GAP_MS = 30 * 24 * 3_600_000;

const AT_ONCE = 4;

/** After so many failures the gap is closed with what PubNub has kept. */
const ASKS = 6;

interface Place {
  readonly room: RoomKey;
  readonly roomId: string;
}

interface Range {
  readonly missed: ReadonlyMap<string, number>;
  readonly from: string;
  /** Whether to fail where Webex cannot be asked. */
  readonly needsWebex: boolean;
}

export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #stopping = new AbortController();

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  stop(): void {
    this.#stopping.abort(new BridgeError('pubnub-unreachable', 'Pigdin is stopping', { retryable: true }));
  }

  /**
   * Fetches what came after a timetoken and puts it in front of what comes now; `inbound` must be held until then. Tries
   * until it succeeds: whatever came later would overtake it. Rejects only when stopped.
   */
  since(from: string): Promise<void> {
    return this.#insist((attempt) => this.#attempt(from, attempt <= ASKS));
  }

  /** From Webex alone, where its webhooks were off. @param since ISO 8601 */
  async fromWebex(account: Account, since: string): Promise<void> {
    const { inbound, missed, roomClient } = this.#parts;
    inbound.hold();
    try {
      await this.#insist(async () => {
        const position = await roomClient.time();
        await this.#each(await this.#active(account, since), async (place) => {
          await this.#insert(account, place, await missed.since(account, place.roomId, since), position);
        });
      });
    } finally {
      inbound.release();
    }
  }

  /** @returns whether there was anything left out, and this Slack user may see it */
  async showAll(id: string, slackUser: string): Promise<boolean> {
    const { accounts, store, portals, missed, inbound, roomClient } = this.#parts;
    const gap = await store.gaps.get(id);
    const account = gap && accounts.of(gap.user);
    const portal = gap && (await portals.ofRoom(gap.user, gap.room));
    if (!account || !portal || account.slackUser !== slackUser) return false;
    const events = await missed.between(account, portal.roomId, gap);
    inbound.insert(account, gap.room, events, await roomClient.time());
    return events.length > 0;
  }

  async #insist(work: (attempt: number) => Promise<void>): Promise<void> {
    await pRetry(work, {
      retries: Infinity,
      minTimeout: 500,
      maxTimeout: 30_000,
      signal: this.#stopping.signal,
      shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable,
      onFailedAttempt: ({ error }) =>
        this.#parts.log.warn({ error: describeError(error) }, 'what was missed cannot be fetched yet'),
    });
  }

  async #attempt(from: string, needsWebex: boolean): Promise<void> {
    const { accounts, portals, roomClient, layout, log } = this.#parts;
    const users = accounts.users().flatMap((user) => accounts.of(user) ?? []);
    const known = await Promise.all(users.map((account) => portals.ofUser(account.user)));
    const channels = known.flat().map(({ user, room }) => channelOf(layout, user, room));
    const missed = await roomClient.missed(channels, from);
    const count = [...missed.values()].reduce((sum, one) => sum + one, 0);
    const ms = (Number(await roomClient.time()) - Number(from)) / 10_000;
    if (count < FEW && ms < SHORT_MS) return;
    log.info({ messages: count, minutes: Math.round(ms / 60_000) }, 'catching up with what happened meanwhile');
    for (const [index, account] of users.entries()) {
      await this.#account(account, known[index] ?? [], { missed, from, needsWebex });
    }
  }

  async #account(account: Account, known: readonly Place[], { missed, from, needsWebex }: Range): Promise<void> {
    const { layout, roomClient, log, missed: webex } = this.#parts;
    const since = new Date(Number(from) / 10_000 - SKEW_MS).toISOString();
    const none = (error: unknown): never[] => {
      if (needsWebex && error instanceof BridgeError && error.retryable) throw error;
      log.warn({ user: account.user, error: describeError(error) }, 'Webex cannot be asked for what was missed');
      return [];
    };
    const active = await this.#active(account, since).catch(none);
    const activeRooms = new Set(active.map(({ room }) => room));
    const places = new Map([...known, ...active].map((place) => [place.room, place]));
    await this.#each([...places.values()], async (place) => {
      const channel = channelOf(layout, account.user, place.room);
      const isActive = activeRooms.has(place.room);
      if (!missed.has(channel) && !isActive) return;
      const kept = await roomClient.since(channel, from);
      const written = isActive ? await webex.since(account, place.roomId, since).catch(none) : [];
      await this.#insert(account, place, inOrder(kept, written), from);
    });
  }

  /** The rooms in which Webex knows of something since then. */
  async #active(account: Account, since: string): Promise<Place[]> {
    const found: Place[] = [];
    let page: string | undefined;
    do {
      const args = page === undefined ? {} : { page };
      const { rooms, next } = await this.#parts.queries.ask(account.user, 'rooms', args);
      const active = rooms.filter(({ lastActivity }) => lastActivity === undefined || lastActivity >= since);
      for (const { id } of active) {
        const room = keyOf(id, 'ROOM');
        if (room) found.push({ room, roomId: id });
      }
      // The most recently used come first.
      page = active.length < rooms.length ? undefined : next;
    } while (page !== undefined);
    return found;
  }

  /** Announces many, and leaves the oldest of very many to a button. */
  async #insert(account: Account, { room }: Place, events: readonly RoomEvent[], from: string): Promise<void> {
    const { inbound, missed, store } = this.#parts;
    const unknown = new Set<RoomEvent>();
    for (const event of events) {
      if (event.kind !== 'message' || !event.externalObj) continue;
      if (!(await missed.isKnown(account, room, event.externalObj))) unknown.add(event);
    }
    const id = `catching-up:${room}`;
    const hidden = new Set([...unknown].slice(0, Math.max(unknown.size - MOST, 0)));
    const shown = events.filter((event) => !hidden.has(event));
    if (hidden.size > 0) {
      const [oldest] = hidden;
      const first = [...unknown][hidden.size];
      const gap = { id: randomUUID(), user: account.user, room, after: createdOf(oldest), before: webexIdOf(first) };
      await store.gaps.set(gap.id, gap, GAP_MS);
      const left = { gap: gap.id, count: hidden.size };
      inbound.insert(
        account,
        room,
        [{ kind: 'catching-up', id, count: MOST, left }, ...withoutPrevious(shown, first)],
        from,
      );
    } else if (unknown.size >= ANNOUNCED) {
      inbound.insert(account, room, [{ kind: 'catching-up', id, count: unknown.size }, ...shown], from);
    } else inbound.insert(account, room, shown, from);
  }

  async #each(places: readonly Place[], work: (place: Place) => Promise<void>): Promise<void> {
    const queue = new PQueue({ concurrency: AT_ONCE });
    await queue.addAll(places.map((place) => () => work(place)));
  }
}

/** PubNub's record of changes, with the messages that Webex has and PubNub does not where they belong. */
function inOrder(kept: readonly Envelope[], written: readonly RoomEvent[]): readonly RoomEvent[] {
  const placed: { event: RoomEvent }[] = [];
  for (const event of kept) if (event.kind !== 'account') putInOrder(placed, { event });
  const known = new Set(placed.map(({ event }) => (event.kind === 'message' ? webexIdOf(event) : undefined)));
  for (const event of written) if (!known.has(webexIdOf(event))) putInOrder(placed, { event });
  return placed.map(({ event }) => event);
}

/** What stands before it is left out on purpose. */
const withoutPrevious = (events: readonly RoomEvent[], first: RoomEvent | undefined): readonly RoomEvent[] =>
  events.map((event) => (event === first && event.kind === 'message' ? { ...event, previous: undefined } : event));

const webexIdOf = (event: RoomEvent | undefined): string =>
  event && 'externalObj' in event ? (event.externalObj?.id ?? '') : '';

const createdOf = (event: RoomEvent | undefined): string =>
  event && 'externalObj' in event ? (event.externalObj?.created ?? '') : '';
