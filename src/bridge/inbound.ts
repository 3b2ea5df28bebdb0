/** Webex → Slack: each room in its own order, rooms independent of each other. */
import type { Accounts } from './accounts.ts';
import { ACCOUNT_ROOM, parseChannel } from './channels.ts';
import { crashPoints } from './crash-points.ts';
import type { Cursor } from './cursor.ts';
import type { Connections } from './connections.ts';
import { BridgeError, describeError } from './errors.ts';
import type { RoomKey } from './ids.ts';
import type { Log } from './log.ts';
import type { Account } from './model.ts';
import { isOwn } from './outbound/ids.ts';
import type { Outbound } from './outbound.ts';
import { persistently } from './persist.ts';
import type { Delivery } from './ports.ts';
import { RoomQueue, type Pending } from './room-queue.ts';
import type { RoomWork } from './room-work.ts';
import type { Sequence } from './sequence.ts';

interface InboundParts {
  readonly accounts: Accounts;
  readonly outbound: Outbound;
  readonly rooms: Sequence;
  readonly connections: Connections;
  readonly cursor: Cursor;
  readonly work: RoomWork;
  readonly log: Log;
  /** How long a room waits for what is missing before a message, before it is asked for. */
  readonly patienceMs?: number | undefined;
}

const PATIENCE_MS = 3000;

/** How often, and how long apart, what is missing is asked for before the room goes on without it. */
const ASKS = 5;

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

export class Inbound {
  readonly #parts: InboundParts;
  readonly #queues = new Map<string, RoomQueue>();
  readonly #stopping = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #held = 0;

  constructor(parts: InboundParts) {
    this.#parts = parts;
  }

  /** From now on only our own sends are settled; all else is left for the next start. */
  stop(): void {
    this.#stopping.abort();
    for (const { waiting } of this.#queues.values()) clearTimeout(waiting);
  }

  /** Resolves when nothing can be done any more of what has come. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Nothing is shown until as many calls of `release`; what comes meanwhile is kept. */
  hold(): void {
    this.#held += 1;
  }

  release(): void {
    this.#held -= 1;
    if (this.#held > 0) return;
    for (const queue of this.#queues.values()) this.#wake(queue);
  }

  /** Call in order of arrival; never throws. The cursor passes a delivery once it is dealt with. */
  receive({ channel, timetoken, envelope }: Delivery): void {
    if (this.#stopping.signal.aborted && !isOwn(envelope)) return;
    const done = this.#parts.cursor.begin(timetoken);
    crashPoints.reached('inbound:received');
    const { connections, outbound } = this.#parts;
    const parts = parseChannel(channel);
    const account = parts && this.#parts.accounts.of(parts.user);
    if (envelope?.kind === 'sign-in') return this.#aside(() => connections.settle(envelope), done);
    if (!envelope || !account) return void this.#finish(done);
    if (envelope.kind === 'account') return this.#aside(() => connections.heard(account, envelope), done);
    const { room } = parts;
    if (room === ACCOUNT_ROOM) return void this.#finish(done);
    // Our own send settles at once: the room's sequence is waiting for it.
    if (isOwn(envelope)) return this.#aside(() => outbound.settle(account, room, envelope), done);
    this.#push(account, room, [this.#pending(envelope, done)]);
  }

  /** What was missed, oldest first, in front of whatever came since. @param from the position before all of it */
  insert(account: Account, room: RoomKey, events: readonly Pending['event'][], from: string): void {
    const next = String(BigInt(from) + 1n);
    const items = events.map((event) => this.#pending(event, this.#parts.cursor.begin(next)));
    const queue = this.#queueOf(account, room);
    queue.prepend(items);
    this.#wake(queue);
  }

  #pending(event: Pending['event'], done: () => Promise<void>): Pending {
    return { event, heardAt: performance.now(), done: () => void this.#finish(done) };
  }

  #push(account: Account, room: RoomKey, items: readonly Pending[]): void {
    const queue = this.#queueOf(account, room);
    for (const item of items) queue.push(item);
    if (queue.failures === 0) {
      clearTimeout(queue.waiting);
      queue.waiting = undefined;
    }
    this.#wake(queue);
  }

  #queueOf({ user }: Account, room: RoomKey): RoomQueue {
    const fresh = new RoomQueue(user, room);
    const queue = this.#queues.get(fresh.key) ?? fresh;
    this.#queues.set(fresh.key, queue);
    return queue;
  }

  #wake(queue: RoomQueue): void {
    if (this.#held > 0 || queue.scheduled || queue.waiting || queue.size === 0) return;
    queue.scheduled = true;
    const work = this.#work(queue).finally(() => {
      queue.scheduled = false;
      this.#working.delete(work);
    });
    this.#working.add(work);
  }

  /** One step of a room at a time, in its sequence: what the user sends there gets its turn in between. */
  async #work(queue: RoomQueue): Promise<void> {
    try {
      while (this.#held === 0 && (await this.#parts.rooms.run(queue.key, () => this.#step(queue))));
      queue.failures = 0;
    } catch (error) {
      this.#parts.log.error({ room: queue.room, error: describeError(error) }, 'a room waits; it is tried again');
      this.#pause(queue);
    }
  }

  /** Nothing may overtake what failed for now: the whole room waits. */
  #pause(queue: RoomQueue): void {
    if (this.#stopping.signal.aborted) return;
    const wait = Math.min(SHORTEST_PAUSE_MS * 2 ** queue.failures, LONGEST_PAUSE_MS);
    queue.failures += 1;
    queue.waiting = setTimeout(() => {
      queue.waiting = undefined;
      this.#wake(queue);
    }, wait);
  }

  /** @returns whether there may be more to do */
  async #step(queue: RoomQueue): Promise<boolean> {
    const { head, room, user } = queue;
    const account = this.#parts.accounts.of(user);
    if (!head) return false;
    if (!account) {
      queue.drop(new Set([head]));
      return true;
    }
    try {
      const outcome = await persistently(
        () => this.#parts.work.step(account, queue),
        this.#stopping.signal,
        this.#parts.log,
      );
      // What was missing may have come meanwhile.
      if (outcome === 'done' || queue.head !== head) return true;
      this.#await(account, queue, head);
      return false;
    } catch (error) {
      if (error instanceof BridgeError && error.retryable) throw error;
      // A failure for good must not hold up the room.
      this.#parts.log.error(
        { id: head.event.id, room, error: describeError(error) },
        'a Webex message could not be shown in Slack',
      );
      queue.drop(new Set([head]));
      return true;
    }
  }

  /** What stands before the head is on its way, or lost: after a while it is asked for. */
  #await(account: Account, queue: RoomQueue, head: Pending, asked = 0): void {
    if (this.#stopping.signal.aborted || head.event.kind !== 'message') return;
    const { event } = head;
    const { room } = queue;
    queue.waiting = setTimeout(() => void fill(), this.#parts.patienceMs ?? PATIENCE_MS);
    const fill = async (): Promise<void> => {
      const { work, log } = this.#parts;
      const found = await work.before(account, event).catch((error: unknown) => {
        log.warn({ id: event.id, room, error: describeError(error) }, 'what is missing before a message cannot be had');
        return undefined;
      });
      queue.waiting = undefined;
      if (queue.head !== head) return this.#wake(queue);
      if (!found && asked < ASKS) return this.#await(account, queue, head, asked + 1);
      log.info({ id: event.id, room, found: found?.length ?? 0 }, 'asked for what is missing before a message');
      queue.trusted.add(event.id);
      this.#push(
        account,
        room,
        (found ?? []).map((one) => this.#pending(one, nothing)),
      );
    };
  }

  /** What has no place in a room's order. What failed for now comes again with the next start. */
  #aside(work: () => Promise<void>, done: () => Promise<void>): void {
    const finish = async (): Promise<void> => {
      try {
        await persistently(work, this.#stopping.signal, this.#parts.log);
      } catch (error) {
        this.#parts.log.error({ error: describeError(error) }, 'an envelope was not dealt with');
        if (error instanceof BridgeError && error.retryable) return;
      }
      await this.#finish(done);
    };
    void finish();
  }

  /** The position is written beside the work; where that fails, the next one is written instead. */
  async #finish(done: () => Promise<void>): Promise<void> {
    await done().catch((error: unknown) =>
      this.#parts.log.warn({ error: describeError(error) }, 'how far PubNub was heard could not be written'),
    );
    crashPoints.reached('inbound:advanced');
  }
}

const nothing = (): Promise<void> => Promise.resolve();
