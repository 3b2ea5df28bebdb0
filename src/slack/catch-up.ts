/** Reads what was written in threads while the app did not hear of it. */
import { setTimeout as wait } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { Reply } from '../bridge/model.ts';
import type { Between, ThreadReplies, Unheard } from '../bridge/ports.ts';
import { slackReason, type Calls } from './calls.ts';
import { toReply, type IsForPigdin } from './replies.ts';

/** A lane of its own: a long look holds up nothing else. */
const LANE = 'catch-up';

const PAGE = 200;

/** Of the fifty calls a minute that Slack allows. */
const QUICK_LOOKS_A_MINUTE = 35;

/** A reply that is to be sent waits no longer for a quick look. */
const PROMPT_MS = 2_000;

type Shown = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

export class MissedReplies {
  readonly #client: webApi.WebClient;
  readonly #calls: Calls;
  readonly #budget = new Budget(QUICK_LOOKS_A_MINUTE);

  readonly #isForPigdin: IsForPigdin | undefined;

  constructor(client: webApi.WebClient, calls: Calls, isForPigdin?: IsForPigdin) {
    this.#client = client;
    this.#calls = calls;
    this.#isForPigdin = isForPigdin;
  }

  /** One call for some hundred threads, and one more for each in which something was written. */
  async read(where: Unheard): Promise<ThreadReplies[]> {
    const active = new Set([...where.suspects, ...(await this.#active(where))]);
    const read: ThreadReplies[] = [];
    for (const threadTs of active) {
      const replies = await this.#repliesIn(where, threadTs);
      if (replies) read.push({ threadTs, replies });
    }
    return read;
  }

  /** Within a budget that leaves Slack's limit to longer looks. Undefined where that is used up, or Slack does not answer soon. */
  async between({ team, channel, threadTs, after, upTo }: Between): Promise<Reply[] | undefined> {
    if (!this.#budget.take()) return undefined;
    const range = { channel, ts: threadTs, oldest: after, latest: upTo, limit: PAGE };
    const late = wait(PROMPT_MS, undefined, { ref: false });
    try {
      const answer = await Promise.race([this.#client.conversations.replies(range), late]);
      if (!answer || answer.has_more) return undefined;
      return (answer.messages ?? []).flatMap(
        (message) => toReply({ team, channel, isForPigdin: this.#isForPigdin }, message) ?? [],
      );
    } catch (error) {
      if (error instanceof webApi.WebAPIRateLimitedError) this.#budget.pause(error.retryAfter);
      return undefined;
    }
  }

  /** The threads whose latest reply is newer than what is known. */
  async #active({ channel, threads, since }: Unheard): Promise<string[]> {
    const [oldest] = threads.toSorted((a, b) => Number(a) - Number(b));
    if (oldest === undefined) return [];
    const wanted = new Set(threads);
    const range = { channel, oldest, inclusive: true, limit: PAGE };
    const shown = await this.#all((cursor) => this.#client.conversations.history({ ...range, ...cursor }));
    return shown.flatMap(({ ts, latest_reply: latest }) =>
      ts !== undefined && wanted.has(ts) && Number(latest ?? 0) > Number(since) ? [ts] : [],
    );
  }

  /** Undefined where the thread is gone: what became of its replies is not known then. */
  async #repliesIn({ team, channel, since }: Unheard, threadTs: string): Promise<Reply[] | undefined> {
    const range = { channel, ts: threadTs, oldest: since, limit: PAGE };
    try {
      const shown = await this.#all((cursor) => this.#client.conversations.replies({ ...range, ...cursor }));
      return shown.flatMap((message) => toReply({ team, channel, isForPigdin: this.#isForPigdin }, message) ?? []);
    } catch (error) {
      if (slackReason(error) !== 'thread_not_found') throw error;
      return undefined;
    }
  }

  async #all(
    page: (cursor: { readonly cursor?: string }) => Promise<webApi.ConversationsHistoryResponse>,
  ): Promise<Shown[]> {
    const shown: Shown[] = [];
    let next: string | undefined;
    do {
      const cursor = next === undefined ? {} : { cursor: next };
      const answer = await this.#calls.run(LANE, () => page(cursor));
      shown.push(...(answer.messages ?? []));
      next = answer.response_metadata?.next_cursor || undefined;
    } while (next !== undefined);
    return shown;
  }
}

/** So many calls in any minute. */
class Budget {
  readonly #perMinute: number;
  #taken: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** False when none is left. */
  take(): boolean {
    const now = performance.now();
    this.#taken = this.#taken.filter((at) => at > now - 60_000);
    if (this.#taken.length >= this.#perMinute) return false;
    this.#taken.push(now);
    return true;
  }

  /** None for so long. */
  pause(seconds: number): void {
    const until = performance.now() + seconds * 1000 - 60_000;
    this.#taken = Array.from({ length: this.#perMinute }, () => until);
  }
}
