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

/** So long after Slack's limit was met longer looks go first. */
const YIELD_MS = 10_000;

/** A reply that is to be sent waits no longer for a quick look. */
const PROMPT_MS = 2_000;

type Shown = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

export class MissedReplies {
  readonly #client: webApi.WebClient;
  readonly #calls: Calls;
  /** Milliseconds on a clock that never jumps: no quick looks before. */
  #pausedUntil = 0;

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

  /** Undefined where Slack asks to wait, or does not answer soon. */
  async between({ team, channel, threadTs, after, upTo }: Between): Promise<Reply[] | undefined> {
    if (performance.now() < this.#pausedUntil) return undefined;
    const range = { channel, ts: threadTs, oldest: after, latest: upTo, limit: PAGE };
    const late = wait(PROMPT_MS, undefined, { ref: false });
    try {
      const answer = await Promise.race([this.#client.conversations.replies(range), late]);
      if (!answer || answer.has_more) return undefined;
      return (answer.messages ?? []).flatMap(
        (message) => toReply({ team, channel, isForPigdin: this.#isForPigdin }, message) ?? [],
      );
    } catch (error) {
      if (error instanceof webApi.WebAPIRateLimitedError) {
        this.#pausedUntil = performance.now() + error.retryAfter * 1000 + YIELD_MS;
      }
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
