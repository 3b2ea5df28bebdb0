import { AsyncLocalStorage } from 'node:async_hooks';
import type { Journal } from '../../journal.ts';
import type { CallCounts, PubNubEntry, Trigger } from '../entry.ts';
import type { Limits } from './limits.ts';

const KINDS = {
  xhr: 'xhr calls',
  kv: 'KV store calls',
  vault: 'vault reads',
  pubnub: 'PubNub API calls',
  publish: 'publish and fire calls',
} as const satisfies Record<keyof CallCounts, string>;

/** Which Function runs, and why. */
export interface Run {
  readonly name: string;
  readonly trigger: Trigger;
  /** The channel or the path that set it off. */
  readonly on: string | undefined;
  /** How many Functions ran up to and including this one, each set off by the one before. */
  readonly hops: number;
}

/** One execution of a Function: counts what it calls, and ends it for good. */
export class Execution {
  readonly run: Run;
  readonly calls: Record<keyof CallCounts, number> = { xhr: 0, kv: 0, vault: 0, pubnub: 0, publish: 0 };
  readonly #limits: Limits;
  readonly #journal: Journal<PubNubEntry>;
  #over = false;

  constructor(run: Run, limits: Limits, journal: Journal<PubNubEntry>) {
    this.run = run;
    this.#limits = limits;
    this.#journal = journal;
  }

  /** Whether the handler has ended, or was ended. */
  get over(): boolean {
    return this.#over;
  }

  /** Throws an Error that names the limit. */
  count(kind: keyof CallCounts): void {
    if (this.calls[kind] >= this.#limits[kind]) {
      throw new Error(`Limit exceeded: at most ${this.#limits[kind]} ${KINDS[kind]} per execution of a Function`);
    }
    this.calls[kind] += 1;
  }

  /** The fate of a call that nobody awaited: nothing comes of it, not even an error. */
  lose(kind: keyof CallCounts): Promise<never> {
    this.#journal.add({ type: 'dropped', reason: 'late-call', what: `${this.run.name}: ${kind}`, count: 1 });
    return Promise.withResolvers<never>().promise;
  }

  /** Calls a handler with its modules bound to this execution. Rejects when it takes too long. */
  async call(handler: () => unknown): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const { executionMs } = this.#limits;
    const timer = setTimeout(() => reject(new Error(`Limit exceeded: ${executionMs} ms per execution`)), executionMs);
    try {
      await Promise.race([running.run(this, async () => handler()), late]);
    } finally {
      clearTimeout(timer);
      this.#over = true;
    }
  }

  /** Whose module call this is. Throws outside of any handler. */
  static current(): Execution {
    const execution = running.getStore();
    if (!execution) throw new Error('Modules work only inside the handler of a Function');
    return execution;
  }
}

const running = new AsyncLocalStorage<Execution>();
