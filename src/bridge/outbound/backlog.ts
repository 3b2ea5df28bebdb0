import { describeError } from '../errors.ts';
import type { RoomKey, UserKey } from '../ids.ts';
import type { Log } from '../log.ts';
import type { OutboxEntry } from '../model.ts';
import type { Sequence } from '../sequence.ts';
import { isLater } from './ids.ts';

interface BacklogParts {
  readonly rooms: Sequence;
  readonly log: Log;
  /** Never rejects. False where the entry is to stay at the head of its room, because something holds it up. */
  readonly deliver: (entry: OutboxEntry) => Promise<boolean>;
  /** Whether nothing holds this entry up just now. */
  readonly mayGo: (entry: OutboxEntry) => boolean;
}

interface Waiting {
  readonly entry: OutboxEntry;
  /** Whether all that happened before it is here. */
  isReady: boolean;
}

interface Room {
  readonly key: string;
  waiting: Waiting[];
  /** So many turns are in the room's sequence. */
  turns: number;
}

/**
 * What is written down and not delivered yet, room by room, in the order in which it happened in Slack, whatever order it was
 * told in. Takes turns with what comes from Webex in the room's sequence.
 */
export class Backlog {
  readonly #parts: BacklogParts;
  readonly #rooms = new Map<string, Room>();
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #unready = new Set<Promise<void>>();

  constructor(parts: BacklogParts) {
    this.#parts = parts;
  }

  /** Whether it waits here, or is being delivered. */
  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** All of a room that wait or are being delivered. */
  of(user: UserKey, room: RoomKey): OutboxEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.user === user && entry.room === room);
  }

  ofUser(user: UserKey): OutboxEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.user === user);
  }

  /** What waits behind an entry and is about the same message. */
  behind(entry: OutboxEntry): OutboxEntry[] {
    return this.#roomOf(entry)
      .waiting.map((one) => one.entry)
      .filter(({ channel, ts }) => channel === entry.channel && ts === entry.ts);
  }

  /** @param ready resolves when all that happened before it is here */
  push(entry: OutboxEntry, ready?: Promise<void>): void {
    if (this.#entries.has(entry.id)) return;
    this.#entries.set(entry.id, entry);
    const room = this.#roomOf(entry);
    const index = room.waiting.findIndex((one) => isBehind(one.entry, entry));
    const waiting = { entry, isReady: ready === undefined };
    room.waiting.splice(index < 0 ? room.waiting.length : index, 0, waiting);
    this.#schedule(room);
    if (ready) void this.#await(ready, waiting, room);
  }

  /** Resolves when what can be delivered is. */
  async idle(): Promise<void> {
    while (this.#unready.size > 0) await Promise.all(this.#unready);
    await this.#parts.rooms.idle();
  }

  async #await(ready: Promise<void>, waiting: Waiting, room: Room): Promise<void> {
    this.#unready.add(ready);
    await ready;
    waiting.isReady = true;
    this.#unready.delete(ready);
    this.#schedule(room);
  }

  /** They are dealt with. */
  drop(ids: readonly string[]): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      this.#entries.delete(id);
      const room = this.#roomOf(entry);
      room.waiting = room.waiting.filter((one) => one.entry.id !== id);
    }
  }

  /** Something no longer holds entries up. */
  wake(): void {
    for (const room of this.#rooms.values()) this.#schedule(room);
  }

  #roomOf({ user, room }: OutboxEntry): Room {
    const key = `${user}/${room}`;
    const known = this.#rooms.get(key);
    if (known) return known;
    const opened = { key, waiting: [], turns: 0 };
    this.#rooms.set(key, opened);
    return opened;
  }

  /** A turn for each entry: a room's sequence goes back and forth between the two directions. */
  #schedule(room: Room): void {
    const head = room.waiting[0];
    if (!head || !this.#mayGo(head)) return;
    while (room.turns < room.waiting.length) {
      room.turns += 1;
      void this.#parts.rooms
        .run(room.key, () => this.#turn(room))
        .catch((error: unknown) =>
          this.#parts.log.error({ room: room.key, error: describeError(error) }, 'a turn of a room failed'),
        );
    }
  }

  async #turn(room: Room): Promise<void> {
    room.turns -= 1;
    const next = room.waiting[0];
    if (next && this.#mayGo(next)) await this.#deliver(room, next);
    if (room.waiting.length === 0 && room.turns === 0) this.#rooms.delete(room.key);
  }

  #mayGo({ entry, isReady }: Waiting): boolean {
    return isReady && this.#parts.mayGo(entry);
  }

  async #deliver(room: Room, next: Waiting): Promise<void> {
    room.waiting.shift();
    const isDone = await this.#parts.deliver(next.entry);
    if (isDone) {
      this.#entries.delete(next.entry.id);
    } else {
      room.waiting.unshift(next);
      this.#schedule(room);
    }
  }
}

const ORDER = { message: 0, edit: 1, delete: 2 } as const;

/** What happens to a message comes behind the message, whatever the clock says. */
function isBehind(one: OutboxEntry, other: OutboxEntry): boolean {
  if (one.ts === other.ts && one.channel === other.channel && one.kind !== other.kind) {
    return ORDER[one.kind] > ORDER[other.kind];
  }
  return isLater(one.at, other.at);
}
