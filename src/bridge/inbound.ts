/** Webex → Slack. */
import type { Accounts } from './accounts.ts';
import type { Cards } from './cards.ts';
import { ACCOUNT_ROOM, parseChannel } from './channels.ts';
import { fromWebex } from './convert/from-webex.ts';
import type { Cursor } from './cursor.ts';
import type { Connections } from './connections.ts';
import type {
  AccountEnvelope,
  DeleteEnvelope,
  EditEnvelope,
  Envelope,
  MembershipEnvelope,
  MessageEnvelope,
  RoomEnvelope,
} from './envelope.ts';
import { BridgeError, describeError } from './errors.ts';
import type { RoomKey } from './ids.ts';
import type { Log } from './log.ts';
import type { Account, MessageRef, Portal, Room } from './model.ts';
import { isOwn } from './outbound/ids.ts';
import type { Outbound } from './outbound.ts';
import type { Delivery, ThreadClient } from './ports.ts';
import type { Portals } from './portals.ts';
import type { Sequence } from './sequence.ts';
import type { Settings } from './settings.ts';

interface InboundParts {
  readonly accounts: Accounts;
  readonly portals: Portals;
  readonly settings: Settings;
  readonly cards: Cards;
  readonly threads: ThreadClient;
  readonly outbound: Outbound;
  readonly rooms: Sequence;
  readonly connections: Connections;
  readonly cursor: Cursor;
  readonly log: Log;
}

/** A message in Slack, and where it stands. */
interface Posted {
  readonly portal: Portal;
  readonly slack: MessageRef;
}

export class Inbound {
  readonly #parts: InboundParts;
  #stopped = false;

  constructor(parts: InboundParts) {
    this.#parts = parts;
  }

  /** From now on only our own sends are settled; all else is left for the next start. */
  stop(): void {
    this.#stopped = true;
  }

  /** Call in order of arrival; never throws. The cursor passes a delivery once it is dealt with. */
  receive({ channel, timetoken, envelope }: Delivery): void {
    if (this.#stopped && !isOwn(envelope)) return;
    const done = this.#parts.cursor.begin(timetoken);
    void this.#deal(channel, envelope, done).catch((error: unknown) =>
      this.#parts.log.error(
        { channel, timetoken, error: describeError(error) },
        'an envelope waits for the next start',
      ),
    );
  }

  async #deal(channel: string, envelope: Delivery['envelope'], done: () => Promise<void>): Promise<void> {
    await this.#dispatch(channel, envelope);
    await done();
  }

  async #dispatch(channel: string, envelope: Delivery['envelope']): Promise<void> {
    if (envelope?.kind === 'sign-in') return this.#parts.connections.settle(envelope);
    const parts = parseChannel(channel);
    const account = parts && this.#parts.accounts.of(parts.user);
    if (!envelope || !account) return;
    if (envelope.kind === 'account') return this.#parts.connections.heard(account, envelope);
    const { room } = parts;
    if (room === ACCOUNT_ROOM) return;
    // Our own send settles at once: the room's sequence is waiting for it.
    if (isOwn(envelope)) return this.#parts.outbound.settle(account, room, envelope);
    await this.#parts.rooms.run(`${account.user}/${room}`, () => this.#inRoom(account, room, envelope));
  }

  /** A failure for good must not hold up the room: it is logged, and the room goes on. Any other comes again. */
  async #inRoom(account: Account, room: RoomKey, envelope: Exclude<Envelope, AccountEnvelope>): Promise<void> {
    try {
      await this.#act(account, room, envelope);
    } catch (error) {
      if (error instanceof BridgeError && error.retryable) throw error;
      this.#parts.log.error(
        { id: envelope.id, room, error: describeError(error) },
        'a Webex message could not be shown in Slack',
      );
    }
  }

  #act(account: Account, room: RoomKey, envelope: Exclude<Envelope, AccountEnvelope>): Promise<void> {
    switch (envelope.kind) {
      case 'message':
        return this.#message(account, room, envelope);
      case 'edit':
        return this.#edit(account, room, envelope);
      case 'delete':
        return this.#delete(account, envelope);
      case 'room':
      case 'membership':
        return this.#room(account, room, envelope);
    }
  }

  async #message(account: Account, room: RoomKey, envelope: MessageEnvelope | EditEnvelope): Promise<void> {
    const { portals, settings, threads, log } = this.#parts;
    const webexId = envelope.externalObj?.id;
    if (webexId === undefined) return log.warn({ id: envelope.id }, 'an envelope without a Webex id was skipped');
    if (await portals.linkOf(account.user, webexId)) return;
    const named = {
      room,
      roomId: envelope.platformChannelId,
      title: envelope.channelName,
      isDirect: envelope.isDirect,
    };
    const own = envelope.senderId === account.personId;
    const known = await portals.ofRoom(account.user, room);
    if (!settings.shows(account, named, { own, hasThread: known !== undefined })) {
      return known && portals.touch(known, { own, title: named.title });
    }
    const text = fromWebex(envelope);
    const ghost = { name: envelope.senderName, avatar: envelope.senderAvatar };
    const { portal, slack } = await this.#inThread(account, named, ({ thread }) =>
      threads.post({ thread, text, ghost }),
    );
    await portals.link({ user: account.user, room, webexId, slack, origin: 'webex', personId: envelope.senderId });
    await portals.touch(portal, { own, title: named.title });
    log.debug({ id: envelope.id, room }, 'a Webex message is in Slack');
  }

  async #room(
    account: Account,
    room: RoomKey,
    { channelName: title }: RoomEnvelope | MembershipEnvelope,
  ): Promise<void> {
    const { portals, cards } = this.#parts;
    const portal = await portals.ofRoom(account.user, room);
    if (!portal) return;
    const renamed = { ...portal, title };
    if (title !== portal.title) await portals.save(renamed);
    void cards.refresh(renamed);
  }

  /** Posts into the room's thread; opens the thread when there is none, and once more when it was deleted in Slack. */
  async #inThread(account: Account, room: Room, post: (portal: Portal) => Promise<MessageRef>): Promise<Posted> {
    const { portals, log } = this.#parts;
    const known = await portals.ofRoom(account.user, room.room);
    const portal = known ?? (await this.#open(account, room));
    try {
      return { portal, slack: await post(portal) };
    } catch (error) {
      if (!known || !(error instanceof BridgeError) || error.code !== 'thread-gone') throw error;
      log.info({ room: room.room }, 'the thread of a room is gone from Slack; opening a new one');
      await portals.remove(known);
      const reopened = await this.#open(account, room);
      return { portal: reopened, slack: await post(reopened) };
    }
  }

  async #open(account: Account, room: Room): Promise<Portal> {
    const thread = await this.#parts.threads.open(account, room);
    const portal = { ...room, user: account.user, thread, lastActivity: new Date().toISOString() };
    await this.#parts.portals.save(portal);
    void this.#parts.cards.refresh(portal);
    return portal;
  }

  /** What was changed at once may be heard of only as an edit; a late edit of what is not mirrored is older than the account. */
  async #edit(account: Account, room: RoomKey, envelope: EditEnvelope): Promise<void> {
    const link = await this.#parts.portals.linkOf(account.user, envelope.externalObj.id);
    if (!link) return isFresh(envelope) ? this.#message(account, room, envelope) : undefined;
    if (link.origin === 'webex') await this.#parts.threads.edit(link.slack, fromWebex(envelope));
  }

  async #delete(account: Account, envelope: DeleteEnvelope): Promise<void> {
    const link = await this.#parts.portals.linkOf(account.user, envelope.externalObj.id);
    if (link?.origin === 'webex') await this.#parts.threads.remove(link.slack);
  }
}

const FRESH_MS = 10 * 60_000;

const isFresh = ({ externalObj: { created, updated } }: EditEnvelope): boolean =>
  updated !== undefined && Date.parse(updated) - Date.parse(created) < FRESH_MS;
