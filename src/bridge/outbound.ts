/** Slack → Webex. */
import { describeError } from './errors.ts';
import type { MessageEnvelope } from './envelope.ts';
import type { RoomKey } from './ids.ts';
import type { Account, MessageRef, OutboxEntry, ParkedEntry, ReplyEvent } from './model.ts';
import { Attempts } from './outbound/attempts.ts';
import { Backlog } from './outbound/backlog.ts';
import { CatchUp } from './outbound/catch-up.ts';
import { Delivery } from './outbound/delivery.ts';
import { readId, type OwnEnvelope } from './outbound/ids.ts';
import { Journal } from './outbound/journal.ts';
import { Lookout } from './outbound/lookout.ts';
import { Parking } from './outbound/parking.ts';
import type { OutboundParts } from './outbound/parts.ts';
import { Tellings } from './outbound/tellings.ts';
import { Wishes } from './outbound/wishes.ts';
import { texts } from './texts.ts';

/** So long a reply waits for earlier ones where Slack cannot be asked whether there are any. */
const SETTLE_MS = 2_000;

export class Outbound {
  readonly #parts: OutboundParts;
  readonly #closed = new AbortController();
  readonly #tellings: Tellings;
  readonly #parking: Parking;
  readonly #attempts: Attempts;
  readonly #backlog: Backlog;
  readonly #journal: Journal;
  readonly #lookout: Lookout;
  readonly #catchUp: CatchUp;
  readonly #wishes: Wishes;
  #isRunning = false;

  constructor(given: OutboundParts) {
    this.#parts = given;
    const parts = { ...given, closed: this.#closed.signal };
    const tellings = (this.#tellings = new Tellings(parts.log));
    const parking = (this.#parking = new Parking(parts, tellings));
    const attempts = (this.#attempts = new Attempts(parts));
    const backlog = (this.#backlog = new Backlog({
      ...parts,
      mayGo: (entry) => this.#mayGo(entry),
      deliver: (entry) => delivery.deliver(entry),
    }));
    const delivery = new Delivery({ ...parts, attempts, parking, tellings, backlog });
    const journal = (this.#journal = new Journal({
      ...parts,
      backlog,
      parking,
      written: (entries) => this.#written(entries),
      stranger: (event, owner) => this.#notYours(event, owner),
    }));
    const write = (event: ReplyEvent): Promise<void> => journal.write(event);
    const written = (): Promise<void> => journal.idle();
    this.#lookout = new Lookout({ ...parts, write, written, settleMs: parts.settleMs ?? SETTLE_MS });
    this.#catchUp = new CatchUp({ ...parts, write, released: () => backlog.wake() });
    this.#wishes = new Wishes({ ...parts, fulfil: ({ id, verb }) => this.#decide(id, verb) });
  }

  /** What a crash or a stop left undone. Must have resolved before the first event comes. */
  async load(): Promise<void> {
    await this.#parking.load();
    for (const entry of await this.#parts.store.outbox.all()) this.#backlog.push(entry);
  }

  /** From now on entries are delivered: at first those that were missed in Slack meanwhile take their places. */
  start(): void {
    this.#isRunning = true;
    this.#parking.resume();
    this.#wishes.start();
    this.#catchUp.begin();
  }

  /** Slack's socket was away: what was written meanwhile is fetched before newer replies are sent. */
  catchUp(): void {
    if (this.#isRunning) this.#catchUp.begin();
  }

  /**
   * Writes down what Slack tells, and sends it on its way. Resolves when it may be acknowledged to Slack. What happens in
   * threads that mirror no room is none of our business.
   */
  accept(event: ReplyEvent): Promise<void> {
    return this.#journal.write(event);
  }

  /** Something may no longer hold entries up. */
  wake(): void {
    this.#backlog.wake();
  }

  /** Only the author may retry. False when there is nothing to retry any more. */
  async retry(id: string, slackUser: string): Promise<boolean> {
    if (this.#parking.get(id)?.author !== slackUser) return false;
    void this.#decide(id, 'retry').catch((error: unknown) =>
      this.#parts.log.error({ id, error: describeError(error) }, 'a parked reply could not be taken up'),
    );
    return true;
  }

  /** Only the author may give up. False when there is nothing to give up any more. */
  async drop(id: string, slackUser: string): Promise<boolean> {
    if (this.#parking.get(id)?.author !== slackUser) return false;
    await this.#decide(id, 'drop', texts.gaveUp);
    return true;
  }

  waitingOf({ user }: Account): number {
    return this.#backlog.ofUser(user).length;
  }

  isWaiting({ user }: Account, { channel, ts }: MessageRef): boolean {
    return this.#backlog.ofUser(user).some((entry) => entry.channel === channel && entry.ts === ts);
  }

  parkedOf(account: Account): ParkedEntry[] {
    return this.#parking.of(account);
  }

  /**
   * Our own envelope, as it came back from PubNub: early, late or twice. Resolves when the echo from Webex will be known.
   * @param envelope one for which `isOwn` holds
   */
  async settle(account: Account, room: RoomKey, envelope: OwnEnvelope): Promise<void> {
    if (await this.#attempts.settle(account, room, envelope)) await this.#settled(envelope.id);
  }

  /**
   * A message of the owner's in Webex, before it is shown as one from another client: whether it was sent from here, though
   * nobody said so. Then it is linked now.
   */
  async recognise(account: Account, room: RoomKey, envelope: MessageEnvelope): Promise<boolean> {
    const { store } = this.#parts;
    const waiting = await Promise.all(this.#backlog.of(account.user, room).map(({ id }) => store.outbox.get(id)));
    for (const entry of [...waiting, ...this.#parking.of(account)]) {
      if (entry?.room !== room || !(await this.#attempts.recognise(entry, account, room, envelope))) continue;
      await this.#settled(entry.id);
      return true;
    }
    return false;
  }

  /** Resolves when nothing is under way any more, except for what is held up. */
  async idle(): Promise<void> {
    await this.#catchUp.idle();
    await this.#journal.idle();
    await this.#backlog.idle();
    await this.#tellings.idle();
  }

  /** Ends all waiting. The journal keeps what is not delivered. */
  close(): void {
    this.#isRunning = false;
    this.#wishes.stop();
    this.#closed.abort();
  }

  #mayGo({ user, channel }: OutboxEntry): boolean {
    return this.#isRunning && !this.#catchUp.holds(channel) && !this.#parts.accounts.of(user)?.signedOut;
  }

  #written(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      this.#catchUp.heard(entry);
      this.#backlog.push(entry, entry.kind === 'message' ? this.#lookout.before(entry) : undefined);
    }
  }

  /** In its room's sequence, so that a second press of the button finds nothing. */
  #decide(id: string, verb: 'retry' | 'drop', why: string = texts.dropped): Promise<void> {
    const row = this.#parking.get(id);
    if (!row) return Promise.resolve();
    return this.#parts.rooms.run(`${row.user}/${row.room}`, async () => {
      if (verb === 'drop') return this.#parking.drop(id, why);
      for (const entry of await this.#parking.unpark(id)) this.#backlog.push(entry);
    });
  }

  /** What nobody could say when it was parked. @param id of an envelope of it */
  async #settled(id: string): Promise<void> {
    const row = this.#parking.get(readId(id).entryId);
    if (!row || !(await this.#attempts.isComplete(row))) return;
    for (const entry of await this.#parking.settled(row.id)) this.#backlog.push(entry);
  }

  #notYours(event: ReplyEvent, { slackUser, name }: Account): void {
    if (event.kind !== 'message') return;
    const { threads } = this.#parts;
    const thread = { channel: event.channel, ts: event.threadTs };
    this.#tellings.begin(event, async () => {
      const owner = await threads.nameOf(slackUser).catch(() => name);
      await threads.whisper(event.author, thread, texts.notYours(owner));
    });
  }
}
