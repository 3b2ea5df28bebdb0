import type { AccountEnvelope, Envelope, ExternalMessage } from './envelope.ts';
import type { RoomKey, UserKey } from './ids.ts';
import type { MessageRef } from './model.ts';

/** What happened in a room. */
export type RoomEvent = Exclude<Envelope, AccountEnvelope>;

/** How a longer catch-up is told in the thread. */
export interface CatchUpNotice {
  readonly kind: 'catching-up';
  readonly id: string;
  readonly count: number;
  /** What a button may show on demand, where not all are shown. */
  readonly left?: { readonly gap: string; readonly count: number } | undefined;
}

/** How far a longer catch-up is told to have come. */
interface Progress {
  readonly note: MessageRef;
  readonly thread: MessageRef;
  readonly total: number;
  shown: number;
  toldAt: number;
}

export interface Pending {
  readonly event: RoomEvent | CatchUpNotice;
  /** Milliseconds on a clock that never jumps: when it was heard. */
  readonly heardAt: number;
  /** Says that it is dealt with. */
  readonly done: () => void;
}

/** What is still to be shown of one room, in the order in which Webex has it, whatever order it came in. */
export class RoomQueue {
  readonly user: UserKey;
  readonly room: RoomKey;
  #items: Pending[] = [];
  /** The Webex id of the message that was dealt with last. */
  last: string | undefined;
  /** Whether the room's work is on its way already. */
  scheduled = false;
  /** Set while something is missing before the head, or the head failed for now. */
  waiting: NodeJS.Timeout | undefined;
  /** How often in a row its head failed for now. */
  failures = 0;
  progress: Progress | undefined;
  /** Ids of envelopes that are shown although what stands before them could not be had. */
  readonly trusted = new Set<string>();

  constructor(user: UserKey, room: RoomKey) {
    this.user = user;
    this.room = room;
  }

  get key(): string {
    return `${this.user}/${this.room}`;
  }

  get head(): Pending | undefined {
    return this.#items[0];
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: Pending): void {
    if (!putInOrder(this.#items, item)) item.done();
  }

  /** In front of everything, in this order. What is there already of it comes once. */
  prepend(items: readonly Pending[]): void {
    const later = this.#items;
    this.#items = [...items];
    for (const item of later) this.push(item);
  }

  /** The messages at the front, up to the first of another kind. */
  messages(): Pending[] {
    const end = this.#items.findIndex(({ event }) => event.kind !== 'message');
    return end < 0 ? [...this.#items] : this.#items.slice(0, end);
  }

  /** They are dealt with. */
  drop(items: ReadonlySet<Pending>): void {
    this.#items = this.#items.filter((item) => !items.has(item));
    for (const { event, done } of items) {
      if (event.kind === 'message') {
        this.last = event.externalObj?.id ?? this.last;
        this.trusted.delete(event.id);
      }
      done();
    }
  }
}

interface Placed {
  readonly event: Pending['event'];
}

/**
 * Messages take their place by the time at which they were written; all else comes behind what is there.
 * @returns false when it is there already
 */
export function putInOrder<T extends Placed>(items: T[], item: T): boolean {
  if (items.some(({ event }) => event.id === item.event.id)) return false;
  const written = item.event.kind === 'message' ? item.event.externalObj : undefined;
  const index = written ? items.findIndex(({ event }) => isLater(event, written)) : -1;
  if (index < 0) items.push(item);
  else items.splice(index, 0, item);
  return true;
}

/** Of messages of the same millisecond, Webex says which one stands before which. */
const isLater = (event: Pending['event'], { id, created }: ExternalMessage): boolean =>
  event.kind === 'message' &&
  (event.previous?.id === id || (event.externalObj !== undefined && event.externalObj.created > created));
