/** What was written, and what of it has not been seen on the other side yet. */
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Written } from '../judge/judge.ts';
import { formatToken, nameOf, tokensIn, type Side } from '../judge/tokens.ts';

export interface Row extends Written {
  /** Webex's id of the message, or Slack's `ts`. */
  readonly id: string;
}

export class Ledger {
  readonly #rows = new Map<string, Row>();
  readonly #numbers = new Map<string, number>();
  /** Names of replies by their Slack `ts`. */
  readonly #replies = new Map<string, Row>();
  /** What is still to be seen: tokens, and marks as `✓` and a `ts`. */
  readonly #open = new Set<string>();
  readonly #watchers = new Set<() => void>();
  #lastNews = Date.now();

  /** @param user her id in Slack: her own messages are no news of the app */
  constructor({ slack, webex }: Sandbox, user: string) {
    slack.journal.subscribe((entry) => {
      if (entry.type === 'message' && entry.message.user !== user) {
        this.#seen('w', `${entry.text}\n${JSON.stringify(entry.message.blocks ?? [])}`);
      }
      if (entry.type === 'reaction' && entry.user !== user) this.#marked(entry.ts, entry.name);
    });
    webex.journal.subscribe((entry) => {
      if (entry.type === 'message' && entry.change !== 'deleted') this.#seen('s', entry.message.text ?? '');
    });
  }

  rows(): Row[] {
    return [...this.#rows.values()];
  }

  /** How much has not been seen yet. */
  open(): number {
    return this.#open.size;
  }

  /** Whether everything written in these rooms is seen on the other side within that time. */
  async hasAll(rooms: readonly number[], withinMs: number): Promise<boolean> {
    const isSeen = (): boolean =>
      this.rows().every((row) => !rooms.includes(row.room) || row.isDeleted || !this.#open.has(formatToken(row)));
    const deadline = performance.now() + withinMs;
    while (!isSeen() && performance.now() < deadline) await this.#newsWithin(deadline - performance.now());
    return isSeen();
  }

  /** Waits no longer for what has not been seen by now. */
  giveUp(): void {
    this.#open.clear();
  }

  /** The number of the next message of that side in that room. */
  next(side: Side, room: number): number {
    return (this.#numbers.get(`${side}${room}`) ?? 0) + 1;
  }

  add(written: Omit<Row, 'revision' | 'isDeleted'>): void {
    const row = { ...written, revision: 1, isDeleted: false };
    this.#numbers.set(`${row.side}${row.room}`, row.number);
    this.#rows.set(nameOf(row), row);
    this.#open.add(formatToken(row));
    if (row.side === 's') {
      this.#replies.set(row.id, row);
      this.#open.add(`✓${row.id}`);
    }
  }

  edited(row: Row): void {
    const changed = { ...row, revision: row.revision + 1 };
    this.#rows.set(nameOf(row), changed);
    this.#open.delete(formatToken(row));
    this.#open.add(formatToken(changed));
  }

  deleted(row: Row): void {
    this.#rows.set(nameOf(row), { ...row, isDeleted: true });
    this.#open.delete(formatToken(row));
    this.#open.delete(`✓${row.id}`);
    this.#news();
  }

  /** Resolves when no more than `left` is still to be seen, or when nothing has come for so long. */
  async downTo(left: number, patienceMs: number): Promise<void> {
    await this.#wait(() => this.#open.size <= left, patienceMs);
  }

  /** Resolves when nothing at all has been written or marked for so long. */
  async quiet(forMs: number): Promise<void> {
    await this.#wait(() => false, forMs);
  }

  async #wait(isDone: () => boolean, patienceMs: number): Promise<void> {
    this.#lastNews = Date.now();
    for (;;) {
      const leftMs = this.#lastNews + patienceMs - Date.now();
      if (isDone() || leftMs <= 0) return;
      await this.#newsWithin(leftMs);
    }
  }

  #newsWithin(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#watchers.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#watchers.delete(resolve);
    });
  }

  #seen(side: Side, text: string): void {
    const tokens = tokensIn(text).filter((token) => token.side === side);
    for (const token of tokens) this.#open.delete(formatToken(token));
    if (tokens.length > 0) this.#news();
  }

  /** A reply that was set aside is settled as well: the judge says whether it may be. */
  #marked(ts: string, mark: string): void {
    const reply = this.#replies.get(ts);
    this.#open.delete(`✓${ts}`);
    if (reply && mark === 'x') this.#open.delete(formatToken(reply));
    this.#news();
  }

  #news(): void {
    this.#lastNews = Date.now();
    for (const watcher of this.#watchers) watcher();
  }
}
