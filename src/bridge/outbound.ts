/** Slack → Webex. */
import pRetry from 'p-retry';
import type { Accounts } from './accounts.ts';
import { channelOf, type ChannelLayout, type PubNubChannel } from './channels.ts';
import { fromSlack, mentionedUsers } from './convert/from-slack.ts';
import type { MessageEnvelope } from './envelope.ts';
import { BridgeError, describeError } from './errors.ts';
import type { RoomKey } from './ids.ts';
import type { Log } from './log.ts';
import type { Account, OutboxEntry, ParkedEntry, Portal, Reply } from './model.ts';
import type { Queries, RoomClient, ThreadClient } from './ports.ts';
import type { Portals } from './portals.ts';
import type { Sequence } from './sequence.ts';
import { Settlements } from './settlements.ts';
import type { Store } from './store.ts';
import { texts } from './texts.ts';

interface OutboundParts {
  readonly accounts: Accounts;
  readonly portals: Portals;
  readonly store: Store;
  readonly threads: ThreadClient;
  readonly roomClient: RoomClient;
  readonly queries: Queries;
  readonly rooms: Sequence;
  readonly layout: ChannelLayout;
  readonly log: Log;
  readonly retry?: { readonly retries: number; readonly minTimeout: number };
}

/** About half a minute in all before an author is told. */
const RETRY = { retries: 5, minTimeout: 1000 };

const OWN = 'slack:';

/** Whether an envelope is one that this side sent. */
export const isOwn = (envelope: { readonly kind: string; readonly id: string } | undefined): boolean =>
  envelope?.kind === 'message' && envelope.id.startsWith(OWN);

export class Outbound {
  readonly #parts: OutboundParts;
  readonly #settlements = new Settlements();

  constructor(parts: OutboundParts) {
    this.#parts = parts;
  }

  /**
   * Writes a reply down, and sends it on its way. Resolves when it may be acknowledged to Slack.
   * Replies in threads that mirror no room are none of our business.
   */
  async accept(reply: Reply): Promise<void> {
    const { accounts, portals, store } = this.#parts;
    const portal = await portals.ofThread({ channel: reply.channel, ts: reply.threadTs });
    const account = portal && accounts.of(portal.user);
    if (!account) return;
    if (account.slackUser !== reply.author || account.team !== reply.team) {
      void this.#notYours(reply, account);
      return;
    }
    const id = `${OWN}${reply.team}:${reply.channel}:${reply.ts}`;
    if (await portals.linkOfSlack(reply)) return;
    if ((await store.outbox.get(id)) ?? (await store.parked.get(id))) return;
    const entry: OutboxEntry = { ...reply, id, user: portal.user, room: portal.room };
    await store.outbox.set(id, entry);
    this.#dispatch(entry);
  }

  /** Sends what a crash or a stop left unsent, in the order it was written. */
  async replay(): Promise<void> {
    const entries = await this.#parts.store.outbox.all();
    for (const entry of entries.toSorted((a, b) => Number(a.ts) - Number(b.ts))) this.#dispatch(entry);
  }

  /** Only the author may retry. False when there is nothing to retry any more. */
  async retry(id: string, slackUser: string): Promise<boolean> {
    const parked = await this.#parts.store.parked.get(id);
    if (!parked || parked.author !== slackUser) return false;
    this.#run(parked, () => this.#unpark(id));
    return true;
  }

  /**
   * Our own envelope, as it came back from PubNub. Links it, so that the echo from Webex is known.
   * @param envelope one for which `isOwn` holds
   */
  async settle(
    { user }: Account,
    room: RoomKey,
    { id, forwardToPlatform, externalObj }: MessageEnvelope,
  ): Promise<void> {
    const [, , channel = '', ts = ''] = id.split(':');
    if (forwardToPlatform || !externalObj) {
      this.#settlements.reject(id, functionMissing());
    } else {
      await this.#parts.portals.link({ user, room, webexId: externalObj.id, slack: { channel, ts }, origin: 'slack' });
      this.#settlements.resolve(id);
    }
  }

  #dispatch(entry: OutboxEntry): void {
    this.#run(entry, () => this.#deliver(entry));
  }

  #run({ id, user, room }: OutboxEntry, task: () => Promise<void>): void {
    void this.#parts.rooms
      .run(`${user}/${room}`, task)
      .catch((error: unknown) =>
        this.#parts.log.error({ id, error: describeError(error) }, 'a reply waits for the next start'),
      );
  }

  /** In its room's sequence, so that a second press of the button finds nothing. */
  async #unpark(id: string): Promise<void> {
    const { outbox, parked } = this.#parts.store;
    const entry = await parked.get(id);
    if (!entry) return;
    await outbox.set(id, entry);
    await parked.delete(id);
    await this.#deliver(entry);
  }

  async #deliver(entry: OutboxEntry | ParkedEntry): Promise<void> {
    const { accounts, portals, store, threads, log } = this.#parts;
    const account = accounts.of(entry.user);
    const portal = await portals.ofRoom(entry.user, entry.room);
    if (!account || !portal) return store.outbox.delete(entry.id);
    if (entry.text === '') {
      await this.#tell(entry, texts.onlyFiles);
      return store.outbox.delete(entry.id);
    }
    try {
      await this.#send(entry, account, portal);
    } catch (error) {
      if (error instanceof BridgeError && error.code === 'store-failed') throw error;
      return this.#park(entry, error);
    }
    await store.outbox.delete(entry.id);
    log.debug({ id: entry.id, room: entry.room }, 'a reply is in Webex');
    if (entry.fileCount > 0) await this.#tell(entry, texts.filesStay);
    await this.#telling(entry, () =>
      'notice' in entry ? threads.clearFailed(entry, entry.notice) : threads.markSent(entry),
    );
    await portals.touch(portal, { own: true });
  }

  async #send(entry: OutboxEntry, account: Account, portal: Portal): Promise<void> {
    const { layout, log, retry = RETRY } = this.#parts;
    const channel = channelOf(layout, portal.user, portal.room);
    const envelope = await this.#envelope(entry, account, portal);
    await pRetry(() => this.#attempt(channel, envelope, account, portal), {
      ...retry,
      shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable,
      onFailedAttempt: async ({ error }) => {
        log.warn({ id: entry.id, error: describeError(error) }, 'a reply did not go out');
        if (error instanceof BridgeError && error.retryAfterMs) await delay(error.retryAfterMs);
      },
    });
  }

  /** Publishes, and waits for the envelope to come back with Webex's id; asks for the id where it does not come. */
  async #attempt(channel: PubNubChannel, envelope: MessageEnvelope, account: Account, { room }: Portal): Promise<void> {
    const settled = this.#settlements.expect(envelope.id);
    try {
      await this.#parts.roomClient.forward(channel, envelope);
      await settled;
    } catch (error) {
      this.#settlements.forget(envelope.id);
      if (!(error instanceof BridgeError) || error.code !== 'unconfirmed') throw error;
      const { externalObj } = await this.#parts.queries.ask(account.user, 'result', { envelopeId: envelope.id });
      if (!externalObj) throw error;
      await this.settle(account, room, { ...envelope, forwardToPlatform: false, externalObj });
    }
  }

  async #envelope(entry: OutboxEntry, account: Account, portal: Portal): Promise<MessageEnvelope> {
    const users = mentionedUsers(entry.text);
    const names = new Map(
      await Promise.all(users.map(async (user) => [user, await this.#parts.threads.nameOf(user)] as const)),
    );
    return {
      v: 1,
      kind: 'message',
      id: entry.id,
      fromPlatform: 'webex',
      platformChannelId: portal.roomId,
      channelName: portal.title,
      isDirect: portal.isDirect,
      senderId: account.personId,
      senderName: account.name,
      senderEmail: account.email,
      text: fromSlack(entry.text, names),
      forwardToPlatform: true,
    };
  }

  /** Sets the reply aside and tells its author; the room goes on. */
  async #park(entry: OutboxEntry, error: unknown): Promise<void> {
    const { store, threads, log } = this.#parts;
    const reason = error instanceof BridgeError ? error.userMessage : texts.inside;
    log.warn({ id: entry.id, error: describeError(error) }, 'a reply is parked');
    await store.parked.set(entry.id, { ...entry, reason });
    await store.outbox.delete(entry.id);
    await this.#telling(entry, async () => {
      const notice = await threads.tellFailed(entry, reason);
      await store.parked.set(entry.id, { ...entry, reason, notice });
    });
  }

  async #notYours(reply: Reply, account: Account): Promise<void> {
    const owner = await this.#parts.threads.nameOf(account.slackUser).catch(() => account.name);
    const text = texts.notYours(owner);
    await this.#tell(reply, text);
  }

  #tell(reply: Reply, text: string): Promise<void> {
    const thread = { channel: reply.channel, ts: reply.threadTs };
    return this.#telling(reply, () => this.#parts.threads.whisper(reply.author, thread, text));
  }

  /** What a person is told is no part of the delivery: failing to tell must not undo or repeat it. */
  async #telling(reply: Reply, tell: () => Promise<unknown>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      this.#parts.log.warn(
        { channel: reply.channel, ts: reply.ts, error: describeError(error) },
        'could not tell the author',
      );
    }
  }
}

const functionMissing = (): BridgeError =>
  new BridgeError(
    'function-missing',
    'PubNub delivered a reply without running webex-publish. Check that this Function is started and bound to webex.*, ' +
      'and try PIGDIN_LAYOUT=flat if it is',
    { userMessage: texts.notSetUp },
  );

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
