/** Whether messages really flow, told by one of our own that goes all the way to PubNub and back. */
import { describeError } from './errors.ts';
import type { Log } from './log.ts';

interface Line {
  /** Resolves with the milliseconds there and back. */
  roundTrip(): Promise<number>;
  reconnect(): void;
}

/** What is known of the connection to PubNub. */
export interface LineHealth {
  readonly isUp: boolean;
  /** ISO 8601: since when. */
  readonly since: string;
  /** Milliseconds there and back, when it was last measured. */
  readonly roundTripMs?: number | undefined;
}

const EVERY_MS = 60_000;

export class Liveness {
  /** Told when it comes up or goes down. */
  onChange: () => void = () => undefined;
  readonly #line: Line;
  readonly #log: Log;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #health: LineHealth = { isUp: false, since: new Date().toISOString() };

  constructor(line: Line, log: Log, everyMs = EVERY_MS) {
    this.#line = line;
    this.#log = log;
    this.#everyMs = everyMs;
  }

  get health(): LineHealth {
    return this.#health;
  }

  /** Measures again and again until `stop`. It also keeps the cursor young where nobody writes. */
  start(): void {
    this.connected();
    this.#next();
  }

  connected(): void {
    this.#set(true);
  }

  lost(): void {
    this.#set(false);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Where nothing comes back the connection is made anew: it may be half open. */
  async check(): Promise<void> {
    try {
      const roundTripMs = Math.round(await this.#line.roundTrip());
      this.#set(true, roundTripMs);
    } catch (error) {
      this.#log.warn({ error: describeError(error) }, 'PubNub does not carry a message of our own; connecting anew');
      this.#set(false);
      this.#line.reconnect();
    }
  }

  #next(): void {
    this.#timer = setTimeout(() => void this.check().finally(() => this.#timer && this.#next()), this.#everyMs);
    this.#timer.unref();
  }

  #set(isUp: boolean, roundTripMs = this.#health.roundTripMs): void {
    const since = isUp === this.#health.isUp ? this.#health.since : new Date().toISOString();
    const isNews = isUp !== this.#health.isUp;
    this.#health = { isUp, since, roundTripMs };
    if (isNews) this.onChange();
  }
}
