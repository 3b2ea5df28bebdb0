/** All rooms that are asked for, one after the other. */
import type { Account, MessageRef, Portal, Room } from '../bridge/model.ts';
import type { Queries } from '../bridge/ports.ts';
import { Portals, slackKey } from '../bridge/portals.ts';
import { Settings } from '../bridge/settings.ts';
import type { Store } from '../bridge/store.ts';
import { UsageError, type Options } from './options.ts';
import { RoomAudit, type Comparison } from './room.ts';
import type { SlackSide } from './slack-side.ts';
import { activeRooms, messagesSince } from './webex-side.ts';

export interface AuditParts {
  readonly store: Store;
  readonly queries: Queries;
  readonly slack: SlackSide;
}

/** What was found of a room, or what was thrown by the side that could not be read. */
export interface RoomReport {
  readonly account: Account;
  /** Missing where not even its rooms could be asked for. */
  readonly room?: Room | undefined;
  readonly outcome: Comparison | { readonly trouble: unknown };
}

/** So much earlier Slack's clock may show what Webex's shows later. */
const SKEW_MS = 5 * 60_000;

export class Audit {
  readonly #parts: AuditParts;
  readonly #portals: Portals;
  readonly #settings: Settings;
  readonly #options: Options;

  constructor(parts: AuditParts, options: Options) {
    this.#parts = parts;
    this.#portals = new Portals(parts.store);
    this.#settings = new Settings(parts.store.settings);
    this.#options = options;
  }

  /** @throws UsageError where there is no such person; BridgeError where the store cannot be read */
  async *run(): AsyncGenerator<RoomReport> {
    await this.#settings.load();
    const audit = new RoomAudit(this.#parts.store, this.#settings);
    for (const account of await this.#accounts()) {
      const rooms = await attempt(() => this.#rooms(account));
      if ('trouble' in rooms) yield { account, outcome: rooms };
      else
        for (const room of rooms)
          yield { account, room, outcome: await attempt(() => this.#settle(audit, account, room)) };
    }
  }

  async #accounts(): Promise<Account[]> {
    const { user } = this.#options;
    const all = await this.#parts.store.accounts.all();
    const chosen = all.filter(({ email }) => user === undefined || email.toLowerCase() === user.toLowerCase());
    if (user !== undefined && chosen.length === 0) throw new UsageError(`Nobody is connected as ${user}.`);
    return chosen;
  }

  /** Those in which something was written in that time, in Webex or in their threads, and that are shown in Slack. */
  async #rooms(account: Account): Promise<Room[]> {
    const portals = await this.#portals.ofUser(account.user);
    const mirrored = new Map(portals.map((portal) => [portal.room, portal]));
    const rooms = await activeRooms(this.#parts.queries, account.user, this.#options.since);
    const inWebex = new Set(rooms.map(({ room }) => room));
    const active = await this.#activeThreads(portals.filter(({ room }) => !inWebex.has(room)));
    const inSlack = portals.filter((portal) => threadsOf(portal).some((thread) => active.has(slackKey(thread))));
    const isShown = (room: Room): boolean =>
      mirrored.has(room.room) || this.#settings.shows(account, room, { own: false, hasThread: false });
    return [...rooms, ...inSlack.filter(({ room }) => !inWebex.has(room))].filter(
      (room) => isShown(room) && this.#isChosen(room),
    );
  }

  #isChosen({ title, roomId }: Room): boolean {
    const { room } = this.#options;
    return room === undefined || roomId === room || title.toLowerCase().includes(room.toLowerCase());
  }

  async #activeThreads(portals: readonly Portal[]): Promise<Set<string>> {
    const threads = Map.groupBy(portals.flatMap(threadsOf), ({ channel }) => channel);
    const active = new Set<string>();
    for (const [channel, refs] of threads) {
      const found = await this.#parts.slack.active(
        channel,
        refs.map(({ ts }) => ts),
        this.#options.since,
      );
      for (const ts of found) active.add(slackKey({ channel, ts }));
    }
    return active;
  }

  /** What seems to be missing is looked at twice: a running bridge may just have moved it. */
  async #settle(audit: RoomAudit, account: Account, room: Room): Promise<Comparison> {
    const first = await this.#compare(audit, account, room);
    if (first.findings.length === 0) return first;
    const second = await this.#compare(audit, account, room);
    const seen = new Set(first.findings.map(({ id }) => id));
    return { ...second, findings: second.findings.filter(({ id }) => seen.has(id)) };
  }

  async #compare(audit: RoomAudit, account: Account, room: Room): Promise<Comparison> {
    const { queries, slack } = this.#parts;
    const since = new Date(this.#options.since.getTime() - SKEW_MS);
    const portal = await this.#portals.ofRoom(account.user, room.room);
    const readAt = new Date();
    const threads = portal ? threadsOf(portal) : [];
    const shown = await Promise.all(threads.map((thread) => slack.read(account.team, thread, since)));
    const webex = await messagesSince(queries, account.user, room.roomId, since);
    return audit.compare({ account, room, webex, slack: shown.flat(), readAt }, this.#options);
  }
}

const threadsOf = ({ thread, formerThreads = [] }: Portal): MessageRef[] => [thread, ...formerThreads];

async function attempt<T>(work: () => Promise<T>): Promise<T | { readonly trouble: unknown }> {
  try {
    return await work();
  } catch (trouble) {
    return { trouble };
  }
}
