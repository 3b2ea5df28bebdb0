import type { Journal } from '../../journal.ts';
import type { FunctionEntry, PubNubEntry } from '../entry.ts';
import { Execution, type Run } from './execution.ts';
import type { Limits } from './limits.ts';

/** How a handler ended of its own accord, and what comes of it. */
export interface Ending<Result> {
  readonly outcome: FunctionEntry['outcome'];
  readonly status?: number;
  /** Why it refused. */
  readonly error?: string;
  readonly result: Result;
}

const SERVER_ERROR = 500;

/** Runs handlers within the limits and writes down how each ended. */
export class Runner {
  readonly #limits: Limits;
  readonly #journal: Journal<PubNubEntry>;

  constructor(limits: Limits, journal: Journal<PubNubEntry>) {
    this.#limits = limits;
    this.#journal = journal;
  }

  /**
   * @param ending Reads the result off the request or response object; throws where the handler left none.
   * @returns Undefined where the handler failed or broke a limit.
   */
  async run<Result>(run: Run, handler: () => unknown, ending: () => Ending<Result>): Promise<Result | undefined> {
    const execution = new Execution(run, this.#limits, this.#journal);
    const began = performance.now();
    try {
      await execution.call(handler);
      const { outcome, status, error, result } = ending();
      this.#report(execution, began, { outcome, status, error });
      return result;
    } catch (error) {
      const status = run.trigger === 'ON_REQUEST' ? SERVER_ERROR : undefined;
      this.#report(execution, began, { outcome: 'error', status, error: String(error) });
      return undefined;
    }
  }

  #report(execution: Execution, began: number, end: Pick<FunctionEntry, 'outcome' | 'status' | 'error'>): void {
    const { name, trigger, on } = execution.run;
    this.#journal.add({
      type: 'function',
      name,
      trigger,
      on,
      ...end,
      calls: { ...execution.calls },
      ms: performance.now() - began,
    });
  }
}
