import type { UserKey } from './ids.ts';
import type { Account } from './model.ts';
import type { Table } from './store.ts';

/** The connected accounts. Few and asked for with every message, so they are held in memory beside the store. */
export class Accounts {
  readonly #table: Table<Account>;
  readonly #byUser = new Map<UserKey, Account>();

  constructor(table: Table<Account>) {
    this.#table = table;
  }

  async load(): Promise<void> {
    for (const account of await this.#table.all()) this.#byUser.set(account.user, account);
  }

  users(): UserKey[] {
    return [...this.#byUser.keys()];
  }

  of(user: UserKey): Account | undefined {
    return this.#byUser.get(user);
  }

  ofSlackUser(team: string, slackUser: string): Account | undefined {
    return [...this.#byUser.values()].find((account) => account.team === team && account.slackUser === slackUser);
  }

  async save(account: Account): Promise<void> {
    await this.#table.set(account.user, account);
    this.#byUser.set(account.user, account);
  }

  async remove(user: UserKey): Promise<void> {
    await this.#table.delete(user);
    this.#byUser.delete(user);
  }
}
