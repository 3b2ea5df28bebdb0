import type { Timetokens } from './timetoken.ts';

/** What one request returns of one channel, and of each of several. */
export const MAX_ONE_CHANNEL = 100;
export const MAX_EACH_OF_MANY = 25;

const UNITS_PER_HOUR = 36_000_000_000n;

export interface StoredMessage {
  readonly channel: string;
  readonly message: unknown;
  readonly timetoken: bigint;
  readonly uuid: string;
  readonly meta: unknown;
  readonly customMessageType: string | undefined;
  /** Undefined: as long as the keyset keeps messages; the sandbox's never expire. */
  readonly expires: bigint | undefined;
}

/** A stretch of history: `start` is exclusive and the newer end, `end` is inclusive and the older one. */
export interface Range {
  readonly start?: bigint | undefined;
  readonly end?: bigint | undefined;
}

/** Message Persistence: what was published with `store`, by channel, oldest first. */
export class HistoryStore {
  readonly #timetokens: Timetokens;
  readonly #channels = new Map<string, StoredMessage[]>();

  constructor(timetokens: Timetokens) {
    this.#timetokens = timetokens;
  }

  /** @param ttlHours Undefined or 0 keep it for good. */
  add(message: Omit<StoredMessage, 'expires'>, ttlHours?: number): void {
    const expires = ttlHours ? message.timetoken + BigInt(Math.round(ttlHours * Number(UNITS_PER_HOUR))) : undefined;
    const messages = this.#channels.get(message.channel) ?? [];
    messages.push({ ...message, expires });
    this.#channels.set(message.channel, messages);
  }

  /** Everything in the range, oldest first. */
  range(channel: string, { start, end }: Range): StoredMessage[] {
    return this.#alive(channel).filter(
      ({ timetoken }) => (start === undefined || timetoken < start) && (end === undefined || timetoken >= end),
    );
  }

  /** The newest `max` of the range, oldest first, and whether there are older ones in it. */
  page(channel: string, range: Range, max: number): { messages: StoredMessage[]; more: boolean } {
    const all = this.range(channel, range);
    return { messages: all.slice(-max), more: all.length > max };
  }

  countAfter(channel: string, timetoken: bigint): number {
    return this.#alive(channel).filter((message) => message.timetoken > timetoken).length;
  }

  /** Deletes after `start` up to and including `end`; with neither, everything. */
  delete(channel: string, { start, end }: Range): void {
    const doomed = ({ timetoken }: StoredMessage): boolean =>
      (start === undefined || timetoken > start) && (end === undefined || timetoken <= end);
    this.#channels.set(
      channel,
      this.#alive(channel).filter((message) => !doomed(message)),
    );
  }

  #alive(channel: string): StoredMessage[] {
    const now = this.#timetokens.latest();
    return (this.#channels.get(channel) ?? []).filter(({ expires }) => expires === undefined || expires > now);
  }
}
