/** The Homes of all who look at them: what stands there, and when it is published anew. */
import { setTimeout as wait } from 'node:timers/promises';
import type { HomeView } from '@slack/types';
import { describeError } from '../bridge/errors.ts';
import { matchTitles } from '../bridge/match.ts';
import type { Account, Portal } from '../bridge/model.ts';
import type { Desk, Doer } from './desk.ts';
import { connectedHome, introduction, type Elsewhere, type Shown } from './views/home.ts';

/** Changes that follow each other faster are shown together. */
const PAUSE_MS = 1000;

/** So long after somebody last looked, what happens in rooms is no longer shown until they look again. */
const LOOKING_MS = 15 * 60_000;

interface Home {
  readonly doer: Doer;
  shown: Shown;
  elsewhere: Elsewhere | undefined;
  looked: number;
  isStale: boolean;
  /** Ends the pause between two publications. */
  pause: AbortController | undefined;
  work: Promise<void> | undefined;
}

/** @param publish shows a Home to a user; waits out Slack's limits */
export type Publish = (doer: Doer, view: HomeView) => Promise<void>;

type HomeParts = Pick<Desk, 'bridge' | 'addresses' | 'log'>;

export class Homes {
  readonly #desk: HomeParts;
  readonly #publish: Publish;
  readonly #homes = new Map<string, Home>();

  constructor(desk: HomeParts, publish: Publish) {
    this.#desk = desk;
    this.#publish = publish;
  }

  /** Somebody looks at their Home, or did something there. @param change of what they see */
  look(doer: Doer, change: Partial<Shown> = {}): void {
    const home = this.#of(doer);
    home.looked = Date.now();
    home.shown = { ...home.shown, ...change };
    this.#refresh(home);
    home.pause?.abort();
  }

  /** The same, and what fits the words is looked for at Webex, too. */
  async search(doer: Doer, words: string): Promise<void> {
    const home = this.#of(doer);
    const account = this.#accountOf(doer);
    home.elsewhere = words === '' || !account ? undefined : 'searching';
    this.look(doer, { words, page: 0 });
    if (words === '' || !account) return;
    const found = await this.#elsewhere(account, words);
    if (home.shown.words !== words) return;
    home.elsewhere = found;
    this.#refresh(home);
  }

  /** Something of an account has changed. @param about what happens in rooms interests only those who look */
  changed({ team, slackUser }: Account, about: 'account' | 'rooms'): void {
    const home = this.#homes.get(keyOf({ team, slackUser }));
    if (home && (about === 'account' || isLooking(home))) this.#refresh(home);
  }

  /** Pigdin has lost or found the service that carries messages. */
  lineChanged(): void {
    for (const home of this.#homes.values()) if (isLooking(home)) this.#refresh(home);
  }

  #of(doer: Doer): Home {
    const key = keyOf(doer);
    const known = this.#homes.get(key);
    if (known) return known;
    const home = {
      doer,
      shown: { words: '', page: 0 },
      elsewhere: undefined,
      looked: 0,
      isStale: false,
      pause: undefined,
      work: undefined,
    };
    this.#homes.set(key, home);
    return home;
  }

  #refresh(home: Home): void {
    home.isStale = true;
    home.work ??= this.#run(home).finally(() => {
      home.work = undefined;
    });
  }

  async #run(home: Home): Promise<void> {
    while (home.isStale) {
      home.isStale = false;
      try {
        await this.#publish(home.doer, await this.#view(home));
      } catch (error) {
        this.#desk.log.warn({ error: describeError(error) }, 'a Home could not be shown');
      }
      home.pause = new AbortController();
      await wait(PAUSE_MS, undefined, { ref: false, signal: home.pause.signal }).catch(() => undefined);
    }
  }

  async #view({ doer, shown, elsewhere }: Home): Promise<HomeView> {
    const { bridge, addresses } = this.#desk;
    const account = this.#accountOf(doer);
    if (!account) return introduction();
    const all = await bridge.rooms.mirrored(account);
    const addressOf = await addresses.in(doer.team, doer.client);
    const isMuted = (room: (typeof all)[number]): boolean => bridge.settings.isMuted(account.user, room.room);
    const rooms = matchTitles(all, shown.words).map((portal) => ({
      ...portal,
      link: addressOf(portal.thread),
      isMuted: isMuted(portal),
    }));
    const parked = bridge.parkedOf(account).length;
    return connectedHome({
      account,
      isUp: bridge.line.health.isUp,
      shown,
      rooms,
      muted: all.filter(isMuted).length,
      parked,
      elsewhere: beyond(elsewhere, all),
    });
  }

  async #elsewhere(account: Account, words: string): Promise<Elsewhere> {
    const { bridge, log } = this.#desk;
    try {
      const { found: rooms, isAll } = await bridge.rooms.search(account, words);
      return { rooms, isAll };
    } catch (error) {
      log.warn({ error: describeError(error) }, 'Webex cannot be asked for rooms');
      return 'failed';
    }
  }

  #accountOf({ team, slackUser }: Doer): Account | undefined {
    return this.#desk.bridge.accounts.ofSlackUser(team, slackUser);
  }
}

/** What has a thread by now stands in the other list. */
function beyond(elsewhere: Elsewhere | undefined, mirrored: readonly Portal[]): Elsewhere | undefined {
  if (typeof elsewhere !== 'object') return elsewhere;
  const known = new Set(mirrored.map(({ room }) => room));
  return { ...elsewhere, rooms: elsewhere.rooms.filter(({ room }) => !known.has(room)) };
}

const isLooking = ({ looked }: Home): boolean => Date.now() - looked < LOOKING_MS;

const keyOf = ({ team, slackUser }: Pick<Doer, 'team' | 'slackUser'>): string => `${team}:${slackUser}`;
