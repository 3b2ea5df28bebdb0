import type { UserKey } from './ids.ts';
import type { Account } from './model.ts';
import type { Table } from './store.ts';

/** The connected accounts. Few and asked for with every message, so they are held in memory beside the store. */
export class Accounts {
  readonly #table: Table<Account>;
  readonly #byUser = new Map<UserKey, Account>();
  readonly #changed: (account: Account) => void;

  /** @param changed is told of every account that is saved or removed */
  constructor(table: Table<Account>, changed: (account: Account) => void = () => undefined) {
    this.#table = table;
    this.#changed = changed;
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
    this.#changed(account);
  }

  async remove(user: UserKey): Promise<void> {
    const account = this.#byUser.get(user);
    await this.#table.delete(user);
    this.#byUser.delete(user);
    if (account) this.#changed(account);
  }
}
