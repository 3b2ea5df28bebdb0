import { setImmediate } from 'node:timers/promises';
import type { CallCounts } from '../../entry.ts';
import { Execution } from '../execution.ts';
import type { Realm } from '../load.ts';

/** Makes methods for Functions: counted against the execution's limits, failing with errors of the Function's own world. */
export class Guard {
  readonly #realm: Realm;

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  /**
   * A method whose calls are limited. It takes at least a turn of the event loop, as every real one crosses a network:
   * so what nobody awaits does not finish.
   */
  counted<Args extends unknown[], Result>(
    kind: keyof CallCounts,
    work: (execution: Execution, ...args: Args) => Result | Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return (...args) => {
      const execution = this.#current();
      return this.#promise(async () => {
        if (execution.over) return execution.lose(kind);
        execution.count(kind);
        await setImmediate();
        if (execution.over) return execution.lose(kind);
        return work(execution, ...args);
      });
    };
  }

  /** A method without a limit. */
  promised<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Promise<Result> {
    return (...args) => this.#promise(async () => work(...args));
  }

  #current(): Execution {
    try {
      return Execution.current();
    } catch (error) {
      throw this.#translated(error);
    }
  }

  /** A rejection that a Function does not look at must not end the sandbox. */
  #promise<Result>(work: () => Promise<Result>): Promise<Result> {
    const promise = work().catch((error: unknown) => {
      throw this.#translated(error);
    });
    promise.catch(() => undefined);
    return promise;
  }

  #translated(error: unknown): Error {
    return this.#realm.error(error instanceof Error ? error.message : String(error));
  }
}
