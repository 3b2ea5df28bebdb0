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

/** One run of a Function: counts what it calls, and ends it for good. */
export class Execution {
  readonly name: string;
  readonly trigger: Trigger;
  /** How many Functions ran up to and including this one, each set off by the one before. */
  readonly hops: number;
  readonly calls: Record<keyof CallCounts, number> = { xhr: 0, kv: 0, vault: 0, pubnub: 0, publish: 0 };
  readonly #limits: Limits;
  readonly #journal: Journal<PubNubEntry>;
  #over = false;

  constructor(run: { name: string; trigger: Trigger; hops: number }, limits: Limits, journal: Journal<PubNubEntry>) {
    this.name = run.name;
    this.trigger = run.trigger;
    this.hops = run.hops;
    this.#limits = limits;
    this.#journal = journal;
  }

  /** Throws an Error that names the limit, or says that the execution is over. */
  count(kind: keyof CallCounts): void {
    if (this.#over) {
      this.#journal.add({ type: 'dropped', reason: 'late-call', what: `${this.name}: ${kind}`, count: 1 });
      throw new Error(`The execution of ${this.name} is over: only awaited work finishes`);
    }
    if (this.calls[kind] >= this.#limits[kind]) {
      throw new Error(`Limit exceeded: at most ${this.#limits[kind]} ${KINDS[kind]} per execution of a Function`);
    }
    this.calls[kind] += 1;
  }

  /** Runs a handler with its modules bound to this execution. Rejects when it takes too long. */
  async run<Result>(handler: () => Result | Promise<Result>): Promise<Result> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const { executionMs } = this.#limits;
    const timer = setTimeout(() => reject(new Error(`Limit exceeded: ${executionMs} ms per execution`)), executionMs);
    try {
      return await Promise.race([running.run(this, async () => handler()), late]);
    } finally {
      clearTimeout(timer);
      this.#over = true;
    }
  }

  /** Whose console line or module call this is. Outside of any execution there is none: module code must not call out. */
  static current(): Execution {
    const execution = running.getStore();
    if (!execution) throw new Error('Modules work only inside the handler of a Function');
    return execution;
  }
}

const running = new AsyncLocalStorage<Execution>();
