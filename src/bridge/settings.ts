/** What an account's owner has chosen: which rooms appear in Slack, how, and when Pigdin may speak up. */
import type { RoomKey, UserKey } from './ids.ts';
import type { Account, Room } from './model.ts';
import { Sequence } from './sequence.ts';
import type { Table } from './store.ts';

/** One row an account; an account without a row has the defaults. */
export interface AccountSettings {
  readonly user: UserKey;
  /** Which rooms get a thread by themselves once somebody writes there. A room that has a thread goes on in it. */
  readonly starts: 'all' | 'direct' | 'chosen';
  /** Where `starts` is `chosen`: these. */
  readonly chosen: readonly RoomKey[];
  /** Nothing new of these is shown, until they are no longer muted. */
  readonly muted: readonly RoomKey[];
  /** When no reminder is sent; in the owner's own time zone. Missing where reminders may come at any time. */
  readonly quietHours?: QuietHours | undefined;
  /** Whether what the owner writes from a Webex client appears in Slack as well. */
  readonly ownMessages: boolean;
  /** What becomes, in Slack, of a message that is deleted in Webex. */
  readonly deleted: 'remove' | 'strike';
  /** Whether a reaction in Slack becomes a short note in Webex, which has no way to carry reactions. */
  readonly reactionNotes: boolean;
}

/** Times of day as `HH:MM`; the end may lie before the begin, past midnight. */
interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** What is asked about one new message before it is shown. */
export interface Arrival {
  /** The owner wrote it, from a Webex client. */
  readonly own: boolean;
  /** The room has a thread already. */
  readonly hasThread: boolean;
}

export const defaultSettings = (user: UserKey): AccountSettings => ({
  user,
  starts: 'all',
  chosen: [],
  muted: [],
  ownMessages: true,
  deleted: 'remove',
  reactionNotes: false,
});

/** Asked for with every message, so they are held in memory beside the store. */
export class Settings {
  readonly #table: Table<AccountSettings>;
  readonly #byUser = new Map<UserKey, AccountSettings>();
  readonly #changes = new Sequence();
  readonly #changed: (user: UserKey) => void;

  /** @param changed is told of every change that is stored */
  constructor(table: Table<AccountSettings>, changed: (user: UserKey) => void = () => undefined) {
    this.#table = table;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    for (const row of await this.#table.all()) this.#byUser.set(row.user, { ...defaultSettings(row.user), ...row });
  }

  of(user: UserKey): AccountSettings {
    return this.#byUser.get(user) ?? defaultSettings(user);
  }

  /** Changes of one account follow each other, so that none undoes another. */
  change(user: UserKey, change: (now: AccountSettings) => Partial<AccountSettings>): Promise<AccountSettings> {
    return this.#changes.run(user, async () => {
      const now = this.of(user);
      const next = { ...now, ...change(now), user };
      await this.#table.set(user, next);
      this.#byUser.set(user, next);
      this.#changed(user);
      return next;
    });
  }

  async forget(user: UserKey): Promise<void> {
    await this.#table.delete(user);
    this.#byUser.delete(user);
  }

  isMuted(user: UserKey, room: RoomKey): boolean {
    return this.of(user).muted.includes(room);
  }

  setMuted(user: UserKey, room: RoomKey, isMuted: boolean): Promise<AccountSettings> {
    return this.change(user, ({ muted }) => {
      const others = muted.filter((one) => one !== room);
      return { muted: isMuted ? [...others, room] : others };
    });
  }

  /** The owner wants this room in Slack, whatever starts by itself. */
  async choose(user: UserKey, room: RoomKey): Promise<void> {
    if (this.of(user).chosen.includes(room)) return;
    await this.change(user, ({ chosen }) => ({ chosen: [...chosen, room] }));
  }

  /** Whether a new message of a room is to be shown in Slack. */
  shows(
    { user }: Pick<Account, 'user'>,
    { room, isDirect }: Pick<Room, 'room' | 'isDirect'>,
    arrival: Arrival,
  ): boolean {
    const { starts, chosen, muted, ownMessages } = this.of(user);
    if (muted.includes(room) || (arrival.own && !ownMessages)) return false;
    return arrival.hasThread || starts === 'all' || (starts === 'direct' && isDirect) || chosen.includes(room);
  }
}
