/** Fetches from Slack what was written, changed or deleted in the threads while nobody listened. */
import { describeError } from '../errors.ts';
import type { Account, Portal, Reply, ReplyEvent } from '../model.ts';
import { persistently } from '../persist.ts';
import type { ThreadReplies } from '../ports.ts';
import { isLater } from './ids.ts';
import type { OutboundParts } from './parts.ts';

interface CatchUpParts extends OutboundParts {
  /** The journal, which knows what is not new. */
  readonly write: (event: ReplyEvent) => Promise<void>;
  /** A channel is held up no longer. */
  readonly released: () => void;
  readonly closed: AbortSignal;
}

/** A Slack channel, and the threads in it that mirror rooms, by their first message. */
interface Place {
  readonly channel: string;
  readonly team: string;
  readonly threads: Map<string, { readonly portal: Portal; readonly account: Account }>;
}

/** Before the cursor: Slack does not tell in order, and what it tells again comes minutes later. Also edits are found there. */
const OVERLAP_SECONDS = 3600;

/** Slack may show a reply a moment late, and does not show old ones to everybody: that a reply is missing counts in between. */
const NEW_SECONDS = 60;
const OLD_SECONDS = 7 * 24 * 3600;

/** Longest time for which new replies wait for older ones that may have been missed. */
const HOLD_MS = 30_000;

/** How soon the cursor follows what is heard. It may lag: then more is looked at than needed. */
const SAVE_MS = 2_000;

export class CatchUp {
  readonly #parts: CatchUpParts;
  /** Where older replies may still be found. */
  readonly #held = new Set<string>();
  /** Where not all is known up to now: their cursors stay. */
  readonly #behind = new Set<string>();
  /** The newest that is known of each channel, by Slack's clock. */
  readonly #heard = new Map<string, string>();
  readonly #saved = new Map<string, string>();
  #isListing = true;
  #work: Promise<void> | undefined;
  #again = false;
  #saving: NodeJS.Timeout | undefined;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** Whether replies in this channel wait, so that older ones can take their place before them. */
  holds(channel: string): boolean {
    return this.#isListing || this.#held.has(channel);
  }

  /** Nobody needs to look for it any more. */
  heard({ channel, at }: Pick<ReplyEvent, 'channel' | 'at'>): void {
    if (!isLater(at, this.#heard.get(channel) ?? '0')) return;
    this.#heard.set(channel, at);
    this.#saving ??= setTimeout(() => void this.#save(), SAVE_MS).unref();
  }

  /** Call whenever Slack may have told of something that nobody heard. Takes effect at once; one look at a time. */
  begin(): void {
    this.#isListing = true;
    this.#again = true;
    this.#work ??= this.#run();
  }

  /** Resolves when nothing is looked for, and the cursors are saved. */
  async idle(): Promise<void> {
    await this.#work;
    clearTimeout(this.#saving);
    await this.#save();
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    try {
      while (this.#again) {
        this.#again = false;
        await this.#all();
      }
    } catch (error) {
      this.#parts.log.warn({ error: describeError(error) }, 'it was not looked through what was missed in Slack');
    }
    this.#work = undefined;
  }

  async #all(): Promise<void> {
    const places = await this.#persistently(() => this.#places());
    for (const { channel } of places) this.#held.add(channel);
    for (const { channel } of places) this.#behind.add(channel);
    this.#isListing = false;
    this.#parts.released();
    await Promise.all(places.map((place) => this.#look(place)));
    await this.#save();
  }

  async #places(): Promise<Place[]> {
    const { accounts, portals } = this.#parts;
    const places = new Map<string, Place>();
    for (const user of accounts.users()) {
      const account = accounts.of(user);
      if (!account) continue;
      for (const portal of await portals.ofUser(user)) {
        for (const { channel, ts } of [portal.thread, ...(portal.formerThreads ?? [])]) {
          const place = places.get(channel) ?? { channel, team: account.team, threads: new Map() };
          place.threads.set(ts, { portal, account });
          places.set(channel, place);
        }
      }
    }
    return [...places.values()];
  }

  async #look(place: Place): Promise<void> {
    const { channel } = place;
    const { log } = this.#parts;
    const patience = setTimeout(() => this.#release(channel), HOLD_MS).unref();
    try {
      await this.#fetch(place);
      this.#behind.delete(channel);
    } catch (error) {
      log.warn({ channel, error: describeError(error) }, 'what was written in Slack meanwhile could not be fetched');
    } finally {
      clearTimeout(patience);
      this.#release(channel);
    }
  }

  #release(channel: string): void {
    if (this.#held.delete(channel)) this.#parts.released();
  }

  async #fetch(place: Place): Promise<void> {
    const { log, threads, write } = this.#parts;
    const { channel, team } = place;
    const roots = [...place.threads.keys()].toSorted((a, b) => Number(a) - Number(b));
    const cursor = await this.#persistently(() => this.#parts.store.cursors.get(keyOf(channel)));
    const since = earlier(cursor ?? roots[0] ?? '0');
    const suspects = roots.filter((root) => this.#sentIn(place, root, since).length > 0);
    const read = await threads.repliesSince({ team, channel, threads: roots, suspects, since });
    const events = await this.#persistently(() => this.#events(place, since, read));
    await Promise.all(events.map((event) => write(event)));
    for (const { replies } of read) for (const reply of replies) this.heard(reply);
    log.debug({ channel, looked: read.length, events: events.length }, 'looked through what was missed in Slack');
  }

  /** What may be new in it, in the order in which it was written. */
  async #events(place: Place, since: string, read: readonly ThreadReplies[]): Promise<ReplyEvent[]> {
    const events: ReplyEvent[] = [];
    for (const { threadTs, replies } of read) {
      const found = place.threads.get(threadTs);
      if (!found) continue;
      for (const reply of replies) {
        if (reply.author === found.account.slackUser) events.push(...(await this.#changesOf(reply)));
      }
      const there = new Set(replies.map(({ ts }) => ts));
      for (const ts of this.#sentIn(place, threadTs, since)) {
        if (!there.has(ts)) events.push(deletionOf(place, found.account, threadTs, ts));
      }
    }
    return events.toSorted((a, b) => Number(a.ts) - Number(b.ts));
  }

  /** Replies that should still stand in a thread, unless somebody has deleted them. What is very new or old may not be shown. */
  #sentIn({ channel, threads }: Place, threadTs: string, since: string): string[] {
    const now = Date.now() / 1000;
    const isCertain = (ts: string): boolean => now - Number(ts) > NEW_SECONDS && now - Number(ts) < OLD_SECONDS;
    return (threads.get(threadTs)?.portal.sent ?? [])
      .filter((one) => one.channel === channel && one.threadTs === threadTs && isLater(one.ts, since))
      .map(({ ts }) => ts)
      .filter(isCertain);
  }

  /** The reply where it is not in Webex yet, and its edit where Webex does not have that. */
  async #changesOf(reply: Reply): Promise<ReplyEvent[]> {
    const link = await this.#parts.portals.linkOfSlack(reply);
    const { edited } = reply;
    const isNewer = edited !== undefined && isLater(edited, link?.edited ?? '0');
    const edits = edited !== undefined && isNewer ? [{ ...reply, kind: 'edit', at: edited } as const] : [];
    return link ? edits : [reply, ...edits];
  }

  async #save(): Promise<void> {
    this.#saving = undefined;
    if (this.#isListing) return;
    for (const [channel, at] of this.#heard) {
      if (this.#behind.has(channel) || this.#saved.get(channel) === at) continue;
      try {
        await this.#parts.store.cursors.set(keyOf(channel), at);
        this.#saved.set(channel, at);
      } catch (error) {
        this.#parts.log.warn({ channel, error: describeError(error) }, 'how far Slack was heard could not be saved');
      }
    }
  }

  #persistently<T>(work: () => Promise<T>): Promise<T> {
    return persistently(work, this.#parts.closed, this.#parts.log);
  }
}

const keyOf = (channel: string): string => `slack/${channel}`;

const earlier = (ts: string): string => Math.max(Number(ts) - OVERLAP_SECONDS, 0).toFixed(6);

const deletionOf = ({ team, channel }: Place, { slackUser: author }: Account, threadTs: string, ts: string) =>
  ({ kind: 'delete', team, channel, threadTs, author, ts, at: ts }) as const;
