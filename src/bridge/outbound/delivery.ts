/** What is done with one entry of the journal when its turn has come. */
import { crashPoints } from '../crash-points.ts';
import { isEmpty } from '../convert/plain-text.ts';
import { BridgeError, describeError } from '../errors.ts';
import type { Account, OutboxDeletion, OutboxEdit, OutboxEntry, OutboxMessage, Portal } from '../model.ts';
import { persistently } from '../persist.ts';
import { texts } from '../texts.ts';
import type { Attempts } from './attempts.ts';
import type { Backlog } from './backlog.ts';
import { writtenIn } from './contents.ts';
import { messageIdOf } from './ids.ts';
import { HANDLED_MS, wordsOf, type Parking } from './parking.ts';
import type { OutboundParts } from './parts.ts';
import { isSettled } from './results.ts';
import type { Tellings } from './tellings.ts';

/** So many replies of a room are looked for in Slack after a pause: one that is gone was deleted meanwhile. */
const REMEMBERED = 20;

interface DeliveryParts extends OutboundParts {
  readonly attempts: Attempts;
  readonly parking: Parking;
  readonly tellings: Tellings;
  readonly backlog: Pick<Backlog, 'behind' | 'drop' | 'push'>;
  /** Ends all waiting. */
  readonly closed: AbortSignal;
}

export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Never rejects. Where the store fails it begins anew, until the store answers: each step may be repeated.
   * @returns false where the entry is to stay where it is: its account is signed out, or the bridge is stopping
   */
  async deliver({ id }: OutboxEntry): Promise<boolean> {
    const { closed, log, store } = this.#parts;
    const work = async (): Promise<boolean> => {
      // The journal knows best; what is no longer in it belonged to an account that is gone.
      const entry = await store.outbox.get(id);
      return entry === undefined || this.#deliver(entry);
    };
    try {
      return await persistently(work, closed, log);
    } catch (error) {
      if (!closed.aborted) log.error({ id, error: describeError(error) }, 'a reply waits for the next start');
      return false;
    }
  }

  async #deliver(entry: OutboxEntry): Promise<boolean> {
    const { accounts, portals } = this.#parts;
    const account = accounts.of(entry.user);
    const portal = await portals.ofRoom(entry.user, entry.room);
    if (!account || !portal) return this.#done(entry);
    try {
      return await this.#carryOut(entry, account, portal);
    } catch (error) {
      return this.#failed(entry, account, error);
    }
  }

  #carryOut(entry: OutboxEntry, account: Account, portal: Portal): Promise<boolean> {
    switch (entry.kind) {
      case 'message':
        return this.#message(entry, account, portal);
      case 'edit':
        return this.#edit(entry, account, portal);
      case 'delete':
        return this.#deletion(entry, account, portal);
    }
  }

  async #message(written: OutboxMessage, account: Account, portal: Portal): Promise<boolean> {
    const { attempts, backlog, portals, store } = this.#parts;
    const isSent = (await portals.linkOfSlack(written)) !== undefined;
    // Its deletion may have been dealt with while it was written down.
    if (!isSent && (await store.handled.get(written.id))) return this.#done(written);
    const later = backlog.behind(written);
    if (later.some(({ kind }) => kind === 'delete')) {
      const isThere = isSent || (await this.#mayBeFound(written, account, portal));
      return isThere ? this.#done(written) : this.#forget(written, later);
    }
    // What may have been sent is sent as it was; what happened to it since then follows.
    const changes = isSent || written.intent ? [] : later;
    const entry = changed(written, changes);
    if (isEmpty(writtenIn(entry))) {
      this.#tell(entry, texts.onlyFiles);
      return this.#forget(entry, changes);
    }
    await attempts.bring(entry, account, portal);
    return this.#sent(entry, portal, changes);
  }

  /** It was deleted in Slack: it is not sent now. Where it may have been, it is looked for; its deletion comes next. */
  async #mayBeFound(entry: OutboxMessage, account: Account, portal: Portal): Promise<boolean> {
    return entry.intent !== undefined && this.#parts.attempts.find(entry, account, portal);
  }

  async #edit(entry: OutboxEdit, account: Account, portal: Portal): Promise<boolean> {
    const { attempts, backlog, portals } = this.#parts;
    const link = await portals.linkOfSlack(entry);
    if (!link) return this.#editOfUnsent(entry, account, portal);
    const isOverrun = backlog.behind(entry).length > 0;
    // What was begun is brought to its end: another of its messages in Webex may be missing.
    const isOver = isOverrun || (!entry.intent && isSettled(entry, link)) || isEmpty(writtenIn(entry));
    if (link.origin !== 'slack' || isOver) return this.#done(entry);
    await attempts.bring(entry, account, portal);
    return this.#sent(entry, portal);
  }

  /** Either it is parked, or it was dealt with without being sent, or nobody here has ever heard of it. */
  async #editOfUnsent(entry: OutboxEdit, account: Account, portal: Portal): Promise<boolean> {
    const { backlog, parking, store } = this.#parts;
    const id = messageIdOf(entry);
    if ((await parking.follow(entry)) || (await store.handled.get(id))) return this.#done(entry);
    const message = { ...entry, kind: 'message', id, edited: entry.at } as const;
    await store.outbox.set(id, message);
    await store.outbox.delete(entry.id);
    backlog.drop([id]);
    return this.#message(message, account, portal);
  }

  async #deletion(entry: OutboxDeletion, account: Account, portal: Portal): Promise<boolean> {
    const { attempts, parking, portals, store } = this.#parts;
    const parked = parking.get(messageIdOf(entry));
    if (parked?.kind === 'message' && (await this.#mayBeFound(parked, account, portal)))
      await parking.settled(parked.id);
    const link = await portals.linkOfSlack(entry);
    if (link && (link.origin === 'slack' || link.personId === account.personId)) {
      await attempts.bring(entry, account, portal);
      await parking.follow(entry);
      return this.#sent(entry, portal);
    }
    // It may come yet: then it is not sent.
    if (!link && !(await parking.follow(entry))) await store.handled.set(messageIdOf(entry), true, HANDLED_MS);
    return this.#done(entry);
  }

  /** Dealt with without being sent. */
  async #forget(entry: OutboxMessage, changes: readonly OutboxEntry[]): Promise<boolean> {
    await this.#parts.store.handled.set(entry.id, true, HANDLED_MS);
    return this.#done(entry, changes);
  }

  /** A reply stays in the journal until its author sees that it was sent: also that is made up for after a crash. */
  async #sent(entry: OutboxEntry, portal: Portal, changes: readonly OutboxEntry[] = []): Promise<boolean> {
    const { log, parking, portals, store, threads, tellings } = this.#parts;
    const isMessage = entry.kind === 'message';
    await portals.touch(isMessage ? withSent(portal, entry) : portal, { own: true });
    if (!isMessage) await parking.supersede(entry);
    await this.#drop(isMessage ? changes : [entry, ...changes]);
    crashPoints.reached('outbound:done');
    log.debug({ id: entry.id, room: entry.room }, 'a reply is in Webex');
    const isTold = parking.isTold(entry);
    if (isTold || isMessage) {
      const tell = (): Promise<void> => (isTold ? parking.clear(entry) : threads.markSent(entry));
      tellings.begin(entry, tell, () => store.outbox.delete(entry.id));
    }
    if (isMessage && entry.fileCount > 0) this.#tell(entry, texts.filesStay);
    return true;
  }

  async #done(entry: OutboxEntry, changes: readonly OutboxEntry[] = []): Promise<boolean> {
    await this.#drop([entry, ...changes]);
    return true;
  }

  async #drop(entries: readonly OutboxEntry[]): Promise<void> {
    const ids = entries.map(({ id }) => id);
    await this.#parts.store.outbox.deleteMany(ids);
    this.#parts.backlog.drop(ids);
  }

  async #failed(entry: OutboxEntry, account: Account, error: unknown): Promise<boolean> {
    const { closed, connections, parking } = this.#parts;
    if (closed.aborted || (error instanceof BridgeError && error.code === 'store-failed')) throw error;
    if (error instanceof BridgeError && error.refusal === 'signed-out') {
      await connections.signedOut(account);
      return false;
    }
    if (entry.kind !== 'message' && error instanceof BridgeError && error.refusal && !error.retryable) {
      return this.#refused(entry, error.userMessage);
    }
    await parking.park(entry, error);
    return true;
  }

  /** What Webex does not allow will not be allowed later: its author is told, and there is nothing to try again. */
  async #refused(entry: OutboxEdit | OutboxDeletion, reason: string): Promise<boolean> {
    const { portals } = this.#parts;
    const link = await portals.linkOfSlack(entry);
    if (link && entry.kind === 'edit') await portals.link({ ...link, edited: entry.at });
    this.#tell(entry, entry.kind === 'edit' ? texts.editStays(reason) : texts.deletionStays(reason));
    return this.#done(entry);
  }

  #tell(entry: OutboxEntry, text: string): void {
    const thread = { channel: entry.channel, ts: entry.threadTs };
    this.#parts.tellings.begin(entry, () => this.#parts.threads.whisper(entry.author, thread, text));
  }
}

/** As its author wants it to read by now. */
function changed(entry: OutboxMessage, changes: readonly OutboxEntry[]): OutboxMessage {
  const last = changes.findLast((change) => change.kind === 'edit');
  return last ? { ...entry, ...wordsOf(last), edited: last.at } : entry;
}

function withSent(portal: Portal, { channel, ts, threadTs }: OutboxMessage): Portal {
  const before = (portal.sent ?? []).filter((one) => one.ts !== ts);
  return { ...portal, sent: [...before, { channel, ts, threadTs }].slice(-REMEMBERED) };
}
