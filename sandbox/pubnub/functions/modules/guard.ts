import type { CallCounts } from '../../entry.ts';
import { Execution } from '../execution.ts';
import type { Realm } from '../load.ts';

/** Makes methods for Functions: counted against the execution's limits, failing with errors of the Function's own world. */
export class Guard {
  readonly #realm: Realm;

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  /** A method whose calls are limited. */
  counted<Args extends unknown[], Result>(
    kind: keyof CallCounts,
    work: (execution: Execution, ...args: Args) => Result | Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return this.promised((...args: Args) => {
      const execution = Execution.current();
      execution.count(kind);
      return work(execution, ...args);
    });
  }

  /** A method without a limit. */
  promised<Args extends unknown[], Result>(
    work: (...args: Args) => Result | Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      try {
        return await work(...args);
      } catch (error) {
        throw this.#realm.error(error instanceof Error ? error.message : String(error));
      }
    };
  }
}
