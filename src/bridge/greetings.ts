import { Sequence } from './sequence.ts';
import type { Table } from './store.ts';

/** Somebody was told what this is. */
export interface Greeting {
  readonly team: string;
  readonly slackUser: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Who has been greeted: nobody is twice. */
export class Greetings {
  readonly #table: Table<Greeting>;
  readonly #people = new Sequence();

  constructor(table: Table<Greeting>) {
    this.#table = table;
  }

  /** True the first time; whoever asks greets. */
  isFirst(team: string, slackUser: string): Promise<boolean> {
    const key = `${team}:${slackUser}`;
    return this.#people.run(key, async () => {
      if (await this.#table.get(key)) return false;
      await this.#table.set(key, { team, slackUser, at: new Date().toISOString() });
      return true;
    });
  }
}
