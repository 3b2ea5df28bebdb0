/** Writes down what Slack tells, before Slack is told that it arrived. */
import { crashPoints } from '../crash-points.ts';
import type { Account, OutboxEntry, ReplyEvent } from '../model.ts';
import { persistently } from '../persist.ts';
import type { Backlog } from './backlog.ts';
import { entryIdOf } from './ids.ts';
import type { Parking } from './parking.ts';
import type { OutboundParts } from './parts.ts';

interface JournalParts extends OutboundParts {
  readonly backlog: Pick<Backlog, 'has'>;
  readonly parking: Pick<Parking, 'get'>;
  readonly closed: AbortSignal;
  /** New entries, once they are written down. */
  readonly written: (entries: readonly OutboxEntry[]) => void;
  /** Somebody else than its owner wrote in a thread. */
  readonly stranger: (event: ReplyEvent, owner: Account) => void;
}

/** What was found of some events. */
interface Found {
  readonly entries: OutboxEntry[];
  readonly strangers: (readonly [event: ReplyEvent, owner: Account])[];
}

interface Waiting {
  readonly event: ReplyEvent;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** So many are written at once at most: the first of a burst shall not wait for the last. */
const BATCH = 50;

export class Journal {
  readonly #parts: JournalParts;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;

  constructor(parts: JournalParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when it may be acknowledged: it is written down, or was before, or is none of our business. While the store fails
   * it stays pending, before all that comes after it; Slack tells of it again, and again it waits.
   */
  write(event: ReplyEvent): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ event, resolve, reject });
    this.#work ??= this.#run();
    return promise;
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work;
  }

  /** What comes while one batch is written goes into the next: a write to disk costs as much for one as for many. */
  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#next(this.#waiting.splice(0, BATCH));
    this.#work = undefined;
  }

  async #next(batch: readonly Waiting[]): Promise<void> {
    try {
      const work = () => this.#write(batch.map(({ event }) => event));
      const { entries, strangers } = await persistently(work, this.#parts.closed, this.#parts.log);
      if (entries.length > 0) crashPoints.reached('outbound:journaled');
      this.#parts.written(entries);
      for (const [event, owner] of strangers) this.#parts.stranger(event, owner);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async #write(events: readonly ReplyEvent[]): Promise<Found> {
    const found: Found = { entries: [], strangers: [] };
    await Promise.all(events.map((event) => this.#sort(event, found)));
    const rows = new Map(found.entries.map((entry) => [entry.id, entry]));
    await this.#parts.store.outbox.setMany([...rows]);
    return { ...found, entries: [...rows.values()] };
  }

  /** What is known already, and what is none of ours, is not found. */
  async #sort(event: ReplyEvent, { entries, strangers }: Found): Promise<void> {
    const { accounts, portals, backlog, parking, store } = this.#parts;
    const id = entryIdOf(event);
    if (backlog.has(id) || parking.get(id)) return;
    const portal = await portals.ofThread({ channel: event.channel, ts: event.threadTs });
    const account = portal && accounts.of(portal.user);
    if (!account) return;
    if (account.slackUser !== event.author || account.team !== event.team) {
      strangers.push([event, account]);
      return;
    }
    const isLinked = event.kind === 'message' && (await portals.linkOfSlack(event)) !== undefined;
    if (isLinked || (await store.handled.get(id))) return;
    entries.push({ ...event, id, user: portal.user, room: portal.room });
  }
}
