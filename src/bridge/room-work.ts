/** What happened in a room, one thing after the other: which of it is shown in Slack, together with what. */
import type { Attached } from './attached.ts';
import type { Cards } from './cards.ts';
import type { EditEnvelope, MembershipEnvelope, MessageEnvelope, RoomEnvelope } from './envelope.ts';
import { BridgeError } from './errors.ts';
import type { RoomKey } from './ids.ts';
import type { Log } from './log.ts';
import type { Account, Part, Portal, Room } from './model.ts';
import type { Mirror } from './mirror.ts';
import { isBacklog } from './merge.ts';
import type { Missed } from './missed.ts';
import type { Outbound } from './outbound.ts';
import type { ThreadClient } from './ports.ts';
import type { Portals } from './portals.ts';
import type { CatchUpNotice, Pending, RoomQueue } from './room-queue.ts';
import type { Settings } from './settings.ts';
import { texts } from './texts.ts';

interface RoomWorkParts {
  readonly outbound: Outbound;
  readonly portals: Portals;
  readonly settings: Settings;
  readonly cards: Cards;
  readonly attached: Attached;
  readonly mirror: Mirror;
  readonly missed: Missed;
  readonly threads: ThreadClient;
  readonly log: Log;
}

/** `missing`: something that stands before the head is not known. */
export type Outcome = 'done' | 'missing';

/** The count in a long catch-up's note is not renewed more often than this. */
const PROGRESS_MS = 3000;

export class RoomWork {
  readonly #parts: RoomWorkParts;

  constructor(parts: RoomWorkParts) {
    this.#parts = parts;
  }

  /** Deals with the head of a queue, and with what can be shown together with it. */
  async step(account: Account, queue: RoomQueue): Promise<Outcome> {
    const { head, room } = queue;
    if (!head) return 'done';
    const { event } = head;
    if (event.kind === 'message' && !event.externalObj) {
      this.#parts.log.warn({ id: event.id }, 'an envelope without a Webex id was skipped');
      queue.drop(new Set([head]));
      return 'done';
    }
    switch (event.kind) {
      case 'message':
        return this.#messages(account, queue, event);
      case 'catching-up':
        await this.#announce(account, queue, event);
        break;
      case 'edit':
        await this.#edit(account, room, event);
        break;
      case 'delete':
        await this.#parts.mirror.remove(account, event);
        break;
      case 'room':
      case 'membership':
        await this.#room(account, room, event);
        break;
    }
    queue.drop(new Set([head]));
    return 'done';
  }

  /** What stands before a message in Webex and is not known here, oldest first. */
  before(account: Account, { platformChannelId, externalObj }: MessageEnvelope): Promise<readonly MessageEnvelope[]> {
    return this.#parts.missed.before(account, platformChannelId, externalObj);
  }

  async #messages(account: Account, queue: RoomQueue, head: MessageEnvelope): Promise<Outcome> {
    const { attached, mirror, log } = this.#parts;
    const { room } = queue;
    await attached.finish(account, room);
    if (!(await this.#knowsWhatIsBefore(account, queue, head))) return 'missing';
    const isHere =
      (await this.#unshown(account, head)).length === 0 ||
      (isOwners(account, head) && (await this.#parts.outbound.recognise(account, room, head)));
    if (isHere) {
      if (queue.head) queue.drop(new Set([queue.head]));
      return 'done';
    }
    await this.#adopt(account, roomOf(room, head), head);
    if (!(await this.#isWanted(account, room, head))) return this.#pass(account, queue, head);
    const dealtWith = new Set<Pending>();
    const posted = await mirror.post(account, roomOf(room, head), async () => {
      dealtWith.clear();
      return this.#next(account, queue, dealtWith);
    });
    await attached.finish(account, room);
    queue.drop(dealtWith);
    if (posted.length > 0) log.debug({ id: head.id, room, messages: posted.length }, 'in Slack');
    await this.#progress(queue, posted.length);
    return 'done';
  }

  /**
   * A room that moves to another region of Webex gets another id, and its messages keep theirs: it is known by the message
   * that stands before a new one.
   */
  async #adopt(account: Account, room: Room, { previous }: MessageEnvelope): Promise<void> {
    const { portals, threads, log } = this.#parts;
    if (!previous || (await portals.ofRoom(account.user, room.room))) return;
    const link = await portals.linkOf(account.user, previous.id);
    const portal = link && (await portals.ofRoom(account.user, link.room));
    if (!portal) return;
    log.info({ from: portal.room, room: room.room }, 'a room has another id now; its thread stays');
    await portals.rekey(portal, { room: room.room, roomId: room.roomId });
    await threads.note(portal.thread, texts.roomMigrated);
  }

  /** A message that its owner has chosen not to see here. */
  async #pass(account: Account, queue: RoomQueue, event: MessageEnvelope): Promise<Outcome> {
    const { portals } = this.#parts;
    const portal = await portals.ofRoom(account.user, queue.room);
    if (portal) await portals.touch(portal, { own: isOwners(account, event), title: event.channelName });
    if (queue.head) queue.drop(new Set([queue.head]));
    return 'done';
  }

  async #isWanted(account: Account, room: RoomKey, event: MessageEnvelope | EditEnvelope): Promise<boolean> {
    const { portals, settings } = this.#parts;
    const hasThread = (await portals.ofRoom(account.user, room)) !== undefined;
    return settings.shows(account, roomOf(room, event), { own: isOwners(account, event), hasThread });
  }

  /** The messages of one post. What is in Slack already, or was deleted meanwhile, is dealt with beside it. */
  async #next(account: Account, queue: RoomQueue, dealtWith: Set<Pending>): Promise<readonly Part[]> {
    const parts: Part[] = [];
    const several = isBacklog(queue);
    const joins = async (before: MessageEnvelope, event: MessageEnvelope): Promise<boolean> =>
      several && this.#follows(account, queue, before, event);
    let last: MessageEnvelope | undefined;
    for (const item of queue.messages()) {
      if (item.event.kind !== 'message') break;
      const pieces = await this.#unshown(account, item.event);
      const mayJoin = !last || pieces.length === 0 || (await joins(last, item.event));
      const isWhole = this.#parts.threads.fits([...parts, ...pieces]);
      if (!mayJoin || (last && !isWhole)) break;
      // Further pieces of a message that is too long for one post follow in the next.
      parts.push(...(isWhole ? pieces : pieces.slice(0, 1)));
      if (!isWhole) break;
      if (pieces.length > 0) last = item.event;
      dealtWith.add(item);
      // Files stand right below their message.
      if (await this.#parts.attached.intend(account, queue.room, item.event, pieces)) break;
    }
    return parts;
  }

  /** What of a message is not in Slack; nothing where it was deleted meanwhile. */
  async #unshown(account: Account, event: MessageEnvelope | EditEnvelope): Promise<Part[]> {
    const { portals, mirror } = this.#parts;
    if (await mirror.isDeleted(account, event.externalObj?.id ?? '')) return [];
    const pieces = await mirror.partsOf(account, event);
    const links = await Promise.all(pieces.map(({ webexId }) => portals.linkOf(account.user, webexId)));
    return pieces.filter((_, index) => links[index] === undefined);
  }

  /** Whether a message may stand in one post with the one before it. */
  async #follows(account: Account, queue: RoomQueue, last: MessageEnvelope, event: MessageEnvelope): Promise<boolean> {
    // What the owner wrote may have come from here, which is looked into alone.
    if (isOwners(account, event) || !(await this.#isWanted(account, queue.room, event))) return false;
    return event.previous?.id === last.externalObj?.id || this.#knowsWhatIsBefore(account, queue, event);
  }

  async #knowsWhatIsBefore(account: Account, queue: RoomQueue, event: MessageEnvelope): Promise<boolean> {
    const { previous } = event;
    if (!previous || previous.id === queue.last || queue.trusted.has(event.id)) return true;
    return this.#parts.missed.isKnown(account, queue.room, previous);
  }

  /** What was changed at once may be heard of only as an edit; a late edit of what is not mirrored is older than the account. */
  async #edit(account: Account, room: RoomKey, event: EditEnvelope): Promise<void> {
    const { portals, mirror } = this.#parts;
    const link = await portals.linkOf(account.user, event.externalObj.id);
    if (link) return link.origin === 'webex' ? mirror.edit(account, roomOf(room, event), link, event) : undefined;
    if (!isFresh(event) || !(await this.#isWanted(account, room, event))) return;
    // Piece by piece: as a rule there is one.
    for (;;) {
      const next = async (): Promise<Part[]> => (await this.#unshown(account, event)).slice(0, 1);
      const posted = await mirror.post(account, roomOf(room, event), next);
      if (posted.length === 0) return;
    }
  }

  /** The card follows, and a short line tells. Who only became a moderator is nobody's news. */
  async #room(account: Account, room: RoomKey, event: RoomEnvelope | MembershipEnvelope): Promise<void> {
    const { portals, cards, threads } = this.#parts;
    const portal = await portals.ofRoom(account.user, room);
    if (!portal) return;
    const title = event.channelName === '' ? portal.title : event.channelName;
    const renamed = { ...portal, title };
    if (title !== portal.title) await portals.save(renamed);
    const line = event.kind === 'room' ? this.#renamed(portal, title) : memberLine(account, event);
    if (line !== undefined) await threads.note(portal.thread, line);
    void cards.refresh(renamed);
  }

  #renamed({ title: before, isDirect }: Portal, title: string): string | undefined {
    return isDirect || title === before ? undefined : texts.roomRenamed(title);
  }

  async #announce(account: Account, queue: RoomQueue, notice: CatchUpNotice): Promise<void> {
    const { portals, threads } = this.#parts;
    const portal = await portals.ofRoom(account.user, queue.room);
    if (!portal) return;
    const { count, left } = notice;
    const text = texts.catchingUp(count);
    const words = left ? { text: texts.moreBefore(count, left.count), button: texts.showAll, value: left.gap } : text;
    const note = await threads.note(portal.thread, words);
    if (!left) queue.progress = { note, thread: portal.thread, total: count, shown: 0, toldAt: performance.now() };
  }

  async #progress(queue: RoomQueue, shown: number): Promise<void> {
    const { progress } = queue;
    if (!progress) return;
    progress.shown += shown;
    const isOver = progress.shown >= progress.total || queue.size === 0;
    if (!isOver && performance.now() - progress.toldAt < PROGRESS_MS) return;
    progress.toldAt = performance.now();
    const text = isOver ? texts.caughtUp(progress.shown) : texts.catchingUp(progress.total, progress.shown);
    if (isOver) queue.progress = undefined;
    await this.#parts.threads.note(progress.thread, text, progress.note).catch((error: unknown) => {
      if (!(error instanceof BridgeError) || error.retryable) throw error;
    });
  }
}

const roomOf = (room: RoomKey, { platformChannelId, channelName, isDirect }: MessageEnvelope | EditEnvelope): Room => ({
  room,
  roomId: platformChannelId,
  title: channelName,
  isDirect,
});

/** A conversation of two has nobody else to join it: where it begins, Webex tells of both. */
function memberLine({ personId }: Account, event: MembershipEnvelope): string | undefined {
  const { change, senderId, senderName, isDirect } = event;
  if (change === 'updated' || isDirect) return undefined;
  if (senderId === personId) return change === 'left' ? texts.youLeft : texts.youJoined;
  return change === 'left' ? texts.left(senderName) : texts.joined(senderName);
}

const isOwners = ({ personId }: Account, { senderId }: MessageEnvelope | EditEnvelope): boolean =>
  senderId === personId;

const FRESH_MS = 10 * 60_000;

const isFresh = ({ externalObj: { created, updated } }: EditEnvelope): boolean =>
  updated !== undefined && Date.parse(updated) - Date.parse(created) < FRESH_MS;
