/** Reads what was written in threads while the app did not hear of it. */
import type { webApi } from '@slack/bolt';
import type { Reply } from '../bridge/model.ts';
import type { ThreadReplies, Unheard } from '../bridge/ports.ts';
import { slackReason, type Calls } from './calls.ts';
import { toReply } from './replies.ts';

/** A lane of its own: a long look holds up nothing else. */
const LANE = 'catch-up';

const PAGE = 200;

type Shown = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

export class MissedReplies {
  readonly #client: webApi.WebClient;
  readonly #calls: Calls;

  constructor(client: webApi.WebClient, calls: Calls) {
    this.#client = client;
    this.#calls = calls;
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
      return shown.flatMap((message) => toReply({ team, channel }, message) ?? []);
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
