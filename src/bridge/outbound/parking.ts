/** What could not be delivered: set aside so that the room goes on, told to its author, and kept until somebody decides. */
import { crashPoints } from '../crash-points.ts';
import { BridgeError, describeError } from '../errors.ts';
import type {
  Account,
  MessageRef,
  OutboxDeletion,
  OutboxEdit,
  OutboxEntry,
  OutboxMessage,
  ParkedEntry,
} from '../model.ts';
import { texts } from '../texts.ts';
import { isLater, messageIdOf } from './ids.ts';
import type { OutboundParts } from './parts.ts';
import type { Tellings } from './tellings.ts';

/** How long it is remembered that a reply was dealt with: longer than Slack tells of one, or anybody is away. */
export const HANDLED_MS = 30 * 24 * 3_600_000;

export class Parking {
  readonly #parts: OutboundParts;
  readonly #tellings: Tellings;
  /** Few, and asked for with every event, so they are held in memory beside the store. */
  readonly #rows = new Map<string, ParkedEntry>();
  /** The messages that told of failures, also where the entry moved on before that was written down; undefined while they are posted. */
  readonly #notices = new Map<string, MessageRef | undefined>();

  constructor(parts: OutboundParts, tellings: Tellings) {
    this.#parts = parts;
    this.#tellings = tellings;
  }

  async load(): Promise<void> {
    for (const row of await this.#parts.store.parked.all()) this.#rows.set(row.id, row);
  }

  /** Whoever was not told before the last end is told now. */
  resume(): void {
    for (const row of this.#rows.values()) if (!row.notice) this.#tell(row);
  }

  get(id: string): ParkedEntry | undefined {
    return this.#rows.get(id);
  }

  /** Those of one account, the oldest first. */
  of({ user }: Account): ParkedEntry[] {
    return [...this.#rows.values()].filter((row) => row.user === user).toSorted((a, b) => Number(a.at) - Number(b.at));
  }

  /** Sets it aside and tells its author; the room goes on. */
  async park(entry: OutboxEntry, error: unknown): Promise<void> {
    const { outbox } = this.#parts.store;
    const reason = error instanceof BridgeError ? error.userMessage : texts.inside;
    this.#parts.log.warn({ id: entry.id, error: describeError(error) }, 'a reply is parked');
    // The journal knows best whether it may have been sent.
    const now = (await outbox.get(entry.id)) ?? entry;
    const row = { ...now, reason, parkedAt: new Date().toISOString() };
    await this.#set(row);
    await outbox.delete(entry.id);
    crashPoints.reached('outbound:parked');
    this.#tell(row);
  }

  /** Back into the journal, with what followed it. @returns what is to be delivered now, in this order */
  async unpark(id: string): Promise<OutboxEntry[]> {
    const row = this.#rows.get(id);
    if (!row) return [];
    const { reason: _reason, parkedAt: _parkedAt, next, ...entry } = row;
    const entries = [entry, ...(next ? [next] : [])];
    await this.#parts.store.outbox.setMany(entries.map((one) => [one.id, one]));
    await this.#remove(id);
    return entries;
  }

  /** For good: nobody is to send it again. */
  async drop(id: string, why: string): Promise<void> {
    const row = this.#rows.get(id);
    if (!row) return;
    await this.#parts.store.handled.set(id, true, HANDLED_MS);
    await this.#remove(id);
    const thread = { channel: row.channel, ts: row.threadTs };
    this.#replace(row, async (notice) => void (await this.#parts.threads.note(thread, why, notice)));
  }

  /** Whether its author was told of a failure, or is being told. */
  isTold({ id, notice }: OutboxEntry): boolean {
    return notice !== undefined || this.#notices.has(id);
  }

  /** It was delivered after all: its author sees that. */
  async clear(entry: OutboxEntry): Promise<void> {
    await this.#parts.threads.clearFailed(entry, this.#noticeOf(entry));
    this.#notices.delete(entry.id);
  }

  /** It is in Webex, as it turned out. @returns what followed it, to be delivered now */
  async settled(id: string): Promise<OutboxEntry[]> {
    const row = this.#rows.get(id);
    if (!row) return [];
    const { next } = row;
    if (next) await this.#parts.store.outbox.set(next.id, next);
    await this.#remove(id);
    this.#tellings.begin(row, () => this.clear(row));
    return next ? [next] : [];
  }

  /** A later change of the same message was delivered: what is parked of it is of no use any more. */
  async supersede({ channel, ts, at }: OutboxEntry): Promise<void> {
    for (const row of this.#rows.values()) {
      if (row.channel !== channel || row.ts !== ts || isLater(row.at, at)) continue;
      await this.#remove(row.id);
      this.#tellings.begin(row, () => this.clear(row));
    }
  }

  /** The reply is parked, and its author has changed or deleted it. False where it is not parked. */
  async follow(event: OutboxEdit | OutboxDeletion): Promise<boolean> {
    const row = this.#rows.get(messageIdOf(event));
    if (!row || row.kind !== 'message') return false;
    // What may be in Webex is changed there, once it is known where.
    if (event.kind === 'delete') await this.#withdraw(row);
    else if (row.intent) await this.#set({ ...row, next: event });
    else await this.#set({ ...row, ...wordsOf(event), edited: event.at });
    return true;
  }

  async #withdraw(row: ParkedEntry & OutboxMessage): Promise<void> {
    const { store, threads } = this.#parts;
    await store.handled.set(row.id, true, HANDLED_MS);
    await this.#remove(row.id);
    this.#replace(row, (notice) => threads.remove(notice));
  }

  #tell(row: ParkedEntry): void {
    const { threads } = this.#parts;
    this.#replace(row, (notice) => threads.remove(notice));
    if (!this.#notices.has(row.id)) this.#notices.set(row.id, row.notice);
    this.#tellings.begin(row, async () => {
      const notice = await threads.tellFailed(row, row.reason);
      this.#notices.set(row.id, notice);
      const now = this.#rows.get(row.id);
      if (now) await this.#set({ ...now, notice });
    });
  }

  #replace(entry: OutboxEntry, replace: (notice: MessageRef) => Promise<void>): void {
    this.#tellings.begin(entry, async () => {
      const notice = this.#noticeOf(entry);
      if (notice) await replace(notice);
    });
  }

  #noticeOf({ id, notice }: OutboxEntry): MessageRef | undefined {
    return this.#notices.get(id) ?? notice;
  }

  async #set(row: ParkedEntry): Promise<void> {
    await this.#parts.store.parked.set(row.id, row);
    this.#rows.set(row.id, row);
    this.#parts.changed(row.user);
  }

  async #remove(id: string): Promise<void> {
    const row = this.#rows.get(id);
    await this.#parts.store.parked.delete(id);
    this.#rows.delete(id);
    if (row) this.#parts.changed(row.user);
  }
}

/** What it says now. */
export const wordsOf = ({
  content,
  text,
  fileCount,
}: OutboxEdit): Pick<OutboxEdit, 'content' | 'text' | 'fileCount'> => ({
  content,
  text,
  fileCount,
});
