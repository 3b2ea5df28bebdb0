/** The rooms of an account: those that have a thread, and all that Webex knows of. */
import { randomUUID } from 'node:crypto';
import type { Cards } from './cards.ts';
import { keyOf } from './ids.ts';
import { matchTitles } from './match.ts';
import type { Account, MessageRef, Portal, Room } from './model.ts';
import type { Portals } from './portals.ts';
import type { Queries, ThreadClient } from './ports.ts';
import type { PersonInfo, RoomInfo } from './query.ts';
import type { Sequence } from './sequence.ts';
import type { Settings } from './settings.ts';

interface RoomParts {
  readonly portals: Portals;
  readonly settings: Settings;
  readonly threads: ThreadClient;
  readonly queries: Queries;
  /** The sequences of rooms. */
  readonly rooms: Sequence;
  readonly cards: Cards;
}

/** A room that Webex knows; it may have a thread. */
export interface KnownRoom extends Room {
  /** ISO 8601. */
  readonly lastActivity?: string | undefined;
}

/** A room and its thread. */
interface Opened {
  readonly portal: Portal;
  /** False where it was there already. */
  readonly isNew: boolean;
}

/** What was found at Webex. */
interface Found<T> {
  readonly found: readonly T[];
  /** False where there was more than Pigdin looked through. */
  readonly isAll: boolean;
}

/** One question reads up to three hundred rooms. */
const MOST_QUESTIONS = 8;
const ENOUGH_ROOMS = 100;
const MOST_MEMBER_PAGES = 5;
/** Rooms that were found are remembered, to know them again when somebody chooses one. */
const REMEMBERED = 5000;

export class Rooms {
  readonly #parts: RoomParts;
  readonly #remembered = new Map<string, KnownRoom>();

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  /** Those that have a thread, the latest active first. */
  mirrored({ user }: Account): Promise<Portal[]> {
    return this.#parts.portals.ofUser(user);
  }

  portalOf({ user }: Account, { room }: Pick<Room, 'room'>): Promise<Portal | undefined> {
    return this.#parts.portals.ofRoom(user, room);
  }

  /** The room that a thread mirrors, whoever's it is. */
  ofThread(thread: MessageRef): Promise<Portal | undefined> {
    return this.#parts.portals.ofThread(thread);
  }

  /** Those at Webex whose title fits, the most recently used first. @param words all rooms where it is empty */
  async search(account: Account, words: string): Promise<Found<KnownRoom>> {
    const found: KnownRoom[] = [];
    let page: string | undefined;
    for (let asked = 0; asked < MOST_QUESTIONS && found.length < ENOUGH_ROOMS; asked += 1) {
      const args = { search: words, ...(page === undefined ? {} : { page }) };
      const answer = await this.#parts.queries.ask(account.user, 'rooms', args);
      found.push(...answer.rooms.flatMap((info) => toRoom(info) ?? []));
      page = answer.next;
      if (page === undefined) break;
    }
    for (const room of found) this.#remember(account, room);
    return { found: matchTitles(found, words), isAll: page === undefined };
  }

  /** The room that somebody chose from what was found. @param title as it was shown, perhaps cut */
  async chosen(account: Account, roomId: string, title: string): Promise<KnownRoom | undefined> {
    const room = keyOf(roomId, 'ROOM');
    if (!room) return undefined;
    const known = (await this.portalOf(account, { room })) ?? this.#remembered.get(`${account.user}/${room}`);
    if (known) return known;
    const { found } = await this.search(account, title);
    return found.find((one) => one.room === room);
  }

  /** Gives a room its thread now, unless it has one that still stands in Slack. */
  async open(account: Account, room: Room): Promise<Opened> {
    const { portals, settings, threads } = this.#parts;
    await settings.choose(account.user, room.room);
    return this.#inSequence(account, room, async () => {
      const known = await portals.ofRoom(account.user, room.room);
      if (known && (await threads.linkTo(known.thread)) !== undefined) return { portal: known, isNew: false };
      return { portal: await this.#openThread(account, room, known), isNew: true };
    });
  }

  /**
   * From now on the room is mirrored elsewhere. Replies in the old thread still reach it.
   * @param channel the owner's direct messages when not given
   */
  move(account: Account, room: Room, channel?: string): Promise<Opened> {
    return this.#inSequence(account, room, async () => {
      const { portals, threads, cards } = this.#parts;
      const home = channel ?? (await threads.directChannel(account.slackUser));
      const before = await portals.ofRoom(account.user, room.room);
      if (before?.thread.channel === home) return { portal: before, isNew: false };
      const portal = await this.#openThread({ ...account, home }, room, before);
      if (before) void cards.showMoved(before, await threads.linkTo(portal.thread));
      return { portal, isNew: true };
    });
  }

  /** The owner has seen what is new. */
  seen(account: Account, room: Pick<Room, 'room'>): Promise<void> {
    return this.#inSequence(account, room, async () => {
      const portal = await this.portalOf(account, room);
      if (portal?.unread) await this.#parts.portals.save({ ...portal, unread: 0 });
    });
  }

  async mute(account: Account, room: Pick<Room, 'room'>, isMuted: boolean): Promise<void> {
    await this.#parts.settings.setMuted(account.user, room.room, isMuted);
    const portal = await this.portalOf(account, room);
    if (!portal) return;
    // What was written while it was muted stays in Webex.
    if (!isMuted) await this.#parts.portals.save({ ...portal, since: new Date().toISOString() });
    void this.#parts.cards.show(portal);
  }

  /** Everybody in a room, by name. */
  async people({ user }: Account, { roomId }: Pick<Room, 'roomId'>): Promise<Found<PersonInfo>> {
    const found: PersonInfo[] = [];
    let page: string | undefined;
    for (let asked = 0; asked < MOST_MEMBER_PAGES; asked += 1) {
      const args = { roomId, ...(page === undefined ? {} : { page }) };
      const { members, next } = await this.#parts.queries.ask(user, 'members', args);
      found.push(...members);
      page = next;
      if (page === undefined) break;
    }
    return { found: found.toSorted((a, b) => a.name.localeCompare(b.name)), isAll: page === undefined };
  }

  async findPeople({ user }: Account, words: string): Promise<readonly PersonInfo[]> {
    return (await this.#parts.queries.ask(user, 'people', { search: words })).people;
  }

  async person({ user }: Account, personId: string): Promise<PersonInfo> {
    return (await this.#parts.queries.ask(user, 'person', { personId })).person;
  }

  /**
   * Writes to somebody as the owner, and gives the conversation its thread.
   * @param id the same one never sends twice
   */
  async startDirect(account: Account, email: string, text: string, id: string = randomUUID()): Promise<Portal> {
    const args = { envelopeId: `direct:${id}`, email, text };
    const { room: info } = await this.#parts.queries.ask(account.user, 'startDirect', args);
    const room = toRoom(info);
    if (!room) throw new RangeError('Webex named a room by an id that is none');
    return (await this.open(account, room)).portal;
  }

  async #openThread(account: Account, room: Room, before?: Portal): Promise<Portal> {
    const { portals, threads, cards } = this.#parts;
    const thread = await threads.open(account, room, randomUUID());
    const { room: key, roomId, title, isDirect } = room;
    const former = before ? { formerThreads: [...(before.formerThreads ?? []), before.thread] } : {};
    const named = { room: key, roomId, title, isDirect, user: account.user, thread };
    // What was written before nobody asked for it is not mirrored.
    const since = before?.since ?? (before ? undefined : new Date().toISOString());
    const lastActivity = lastOf(before ?? room);
    const portal = { unread: before?.unread, ...former, ...named, since, lastActivity, lastTs: thread.ts };
    await portals.open(portal);
    void cards.refresh(portal);
    return portal;
  }

  #inSequence<T>({ user }: Account, { room }: Pick<Room, 'room'>, task: () => Promise<T>): Promise<T> {
    return this.#parts.rooms.run(`${user}/${room}`, task);
  }

  #remember({ user }: Account, room: KnownRoom): void {
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(`${user}/${room.room}`, room);
  }
}

const lastOf = (room: KnownRoom): string => room.lastActivity ?? new Date().toISOString();

function toRoom({ id, title, isDirect, lastActivity }: RoomInfo): KnownRoom | undefined {
  const room = keyOf(id, 'ROOM');
  return room && { room, roomId: id, title, isDirect, lastActivity };
}
