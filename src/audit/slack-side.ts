/** What Slack shows in the threads of rooms. Reads only. */
import { webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import type { MessageRef, Reply } from '../bridge/model.ts';
import { boltLogger } from '../log.ts';
import { slackReason } from '../slack/calls.ts';
import { spokenTo } from '../slack/commands/spoken.ts';
import { intentOf } from '../slack/intents.ts';
import { toReply } from '../slack/replies.ts';

/** One message behind the first one of a thread. */
export interface Shown extends MessageRef {
  /** Of a post of Pigdin's that shows messages of Webex: the id in its metadata. */
  readonly intent?: string | undefined;
  /** Of what a person wrote for the room. */
  readonly reply?: Reply | undefined;
}

interface SlackAccess {
  readonly botToken: string;
  readonly apiUrl: string;
}

const PAGE = 200;
const TIMEOUT_MS = 15_000;

/** Slack's words for a thread of which nothing is left. */
const GONE = new Set(['thread_not_found', 'channel_not_found', 'message_not_found']);

export class SlackSide {
  readonly #client: webApi.WebClient;
  #bots: ReadonlySet<string> | undefined;

  /** Waits out rate limits: nobody is held up by that. */
  constructor({ botToken, apiUrl }: SlackAccess, log: Logger) {
    const options = { slackApiUrl: apiUrl, timeout: TIMEOUT_MS, retryConfig: { retries: 2 } };
    this.#client = new webApi.WebClient(botToken, { ...options, logger: boltLogger(log) });
  }

  /** The first messages of those threads of a channel in which something was written since then. */
  async active(channel: string, threads: readonly string[], since: Date): Promise<Set<string>> {
    const [oldest] = threads.toSorted((a, b) => Number(a) - Number(b));
    const range = { channel, oldest: oldest ?? '0', inclusive: true };
    const roots = await this.#all((page) => this.#client.conversations.history({ ...range, ...page }));
    const wanted = new Set(threads);
    return new Set(
      roots.flatMap(({ ts, latest_reply: latest }) =>
        ts !== undefined && wanted.has(ts) && Number(latest ?? 0) * 1000 >= since.getTime() ? [ts] : [],
      ),
    );
  }

  /** Nothing where the thread is gone. */
  async read(team: string, { channel, ts: thread }: MessageRef, since: Date): Promise<Shown[]> {
    const bots = await this.#own();
    const isForPigdin = (text: string): boolean => spokenTo(text, bots) !== undefined;
    const range = { channel, ts: thread, oldest: String(since.getTime() / 1000), include_all_metadata: true };
    const shown = await this.#all((page) => this.#client.conversations.replies({ ...range, ...page }));
    return shown.flatMap((message) => {
      const { ts } = message;
      if (ts === undefined || ts === thread) return [];
      return { channel, ts, intent: intentOf(message), reply: toReply({ team, channel, isForPigdin }, message) };
    });
  }

  /** Who Pigdin is in Slack. */
  async #own(): Promise<ReadonlySet<string>> {
    this.#bots ??= new Set([(await this.#client.auth.test()).user_id ?? '']);
    return this.#bots;
  }

  async #all(read: (page: Page) => Promise<webApi.ConversationsHistoryResponse>): Promise<Message[]> {
    const found: Message[] = [];
    let cursor: string | undefined;
    do {
      const page = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await read(page).catch(goneIsEmpty);
      found.push(...(answer.messages ?? []));
      cursor = answer.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined);
    return found;
  }
}

type Message = NonNullable<webApi.ConversationsHistoryResponse['messages']>[number];

interface Page {
  readonly limit: number;
  readonly cursor?: string;
}

function goneIsEmpty(error: unknown): Pick<webApi.ConversationsHistoryResponse, 'messages' | 'response_metadata'> {
  if (GONE.has(slackReason(error) ?? '')) return {};
  throw error;
}
