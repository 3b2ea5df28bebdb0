/** The Slack side of the core: threads, by Slack's Web API. */
import type { webApi } from '@slack/bolt';
import { BridgeError } from '../bridge/errors.ts';
import type { Account, MessageRef, OutboxEntry, Room } from '../bridge/model.ts';
import type { Card, Invitation, Post, ThreadClient, ThreadReplies, Unheard } from '../bridge/ports.ts';
import { texts } from '../bridge/texts.ts';
import { slackReason, type Calls } from './calls.ts';
import { MissedReplies } from './catch-up.ts';
import { roomCard } from './views/card.ts';
import { failureNotice } from './views/failure.ts';
import { invitation } from './views/invitation.ts';

const SENT = 'white_check_mark';
const FAILED = 'x';
const REACTIONS = 'reactions';
const LOOKUPS = 'lookups';
const CARDS = 'cards';

/** Slack's words for a message that cannot be linked to any more. */
const GONE = new Set(['message_not_found', 'channel_not_found']);

/** No previews: a mirrored message looks as it did, and fetches nothing. */
const PLAIN = { unfurl_links: false, unfurl_media: false } as const;

export class SlackThreads implements ThreadClient {
  readonly #client: webApi.WebClient;
  readonly #calls: Calls;
  readonly #names = new Map<string, string>();

  constructor(client: webApi.WebClient, calls: Calls) {
    this.#client = client;
    this.#calls = calls;
  }

  async directChannel(slackUser: string): Promise<string> {
    const { channel } = await this.#calls.run(LOOKUPS, () => this.#client.conversations.open({ users: slackUser }));
    return given(channel?.id);
  }

  open({ home }: Account, room: Room): Promise<MessageRef> {
    return this.#post({ channel: home, ...roomCard(room), ...PLAIN });
  }

  async showCard({ channel, ts }: MessageRef, card: Card): Promise<void> {
    await this.#calls.run(CARDS, () => this.#client.chat.update({ channel, ts, ...roomCard(card) }));
  }

  async linkTo({ channel, ts }: MessageRef): Promise<string | undefined> {
    try {
      const query = { channel, message_ts: ts };
      return (await this.#calls.run(LOOKUPS, () => this.#client.chat.getPermalink(query))).permalink;
    } catch (error) {
      if (GONE.has(slackReason(error) ?? '')) return undefined;
      throw error;
    }
  }

  post({ thread, text, ghost }: Post): Promise<MessageRef> {
    return this.#post({
      channel: thread.channel,
      thread_ts: thread.ts,
      text,
      mrkdwn: false,
      username: ghost.name,
      ...(ghost.avatar === undefined ? {} : { icon_url: ghost.avatar }),
      ...PLAIN,
    });
  }

  async edit({ channel, ts }: MessageRef, text: string): Promise<void> {
    await this.#calls.run(channel, () => this.#client.chat.update({ channel, ts, text }));
  }

  async remove({ channel, ts }: MessageRef): Promise<void> {
    await this.#calls.run(channel, () => this.#client.chat.delete({ channel, ts }));
  }

  markSent(message: MessageRef): Promise<void> {
    return this.#react(message, SENT);
  }

  async tellFailed(entry: OutboxEntry, reason: string): Promise<MessageRef> {
    await this.#react(entry, FAILED);
    return this.#post({
      channel: entry.channel,
      thread_ts: entry.threadTs,
      ...failureNotice(entry.id, reason),
      ...PLAIN,
    });
  }

  async clearFailed(entry: OutboxEntry, notice: MessageRef | undefined): Promise<void> {
    const { channel, ts } = entry;
    await this.#quietly('no_reaction', () => this.#client.reactions.remove({ channel, timestamp: ts, name: FAILED }));
    await this.#react(entry, SENT);
    if (notice) {
      await this.#calls.run(notice.channel, () =>
        this.#client.chat.update({ ...notice, text: texts.sentAfterRetry, blocks: [] }),
      );
    }
  }

  async whisper(to: string, { channel, ts }: MessageRef, text: string): Promise<void> {
    await this.#calls.run(channel, () => this.#client.chat.postEphemeral({ channel, user: to, thread_ts: ts, text }));
  }

  async tell(slackUser: string, words: string | Invitation, inPlaceOf?: string): Promise<void> {
    const message = typeof words === 'string' ? { text: words } : invitation(words);
    if (inPlaceOf !== undefined && (await this.#replaced(inPlaceOf, message))) return;
    await this.#post({ channel: await this.directChannel(slackUser), ...message, ...PLAIN });
  }

  /** An answer can be replaced for half an hour, and five times. */
  async #replaced(responseUrl: string, message: object): Promise<boolean> {
    const body = JSON.stringify({ ...message, replace_original: true });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(responseUrl, { method: 'POST', headers, body }).catch(() => undefined);
    return answer?.ok ?? false;
  }

  async emailOf(slackUser: string): Promise<string | undefined> {
    const { user } = await this.#calls.run(LOOKUPS, () => this.#client.users.info({ user: slackUser }));
    return user?.profile?.email || undefined;
  }

  repliesSince(where: Unheard): Promise<ThreadReplies[]> {
    return new MissedReplies(this.#client, this.#calls).read(where);
  }

  async nameOf(slackUser: string): Promise<string> {
    const known = this.#names.get(slackUser);
    if (known !== undefined) return known;
    const { user } = await this.#calls.run(LOOKUPS, () => this.#client.users.info({ user: slackUser }));
    const name = user?.profile?.display_name || user?.real_name || user?.name || slackUser;
    this.#names.set(slackUser, name);
    return name;
  }

  async #post(message: webApi.ChatPostMessageArguments): Promise<MessageRef> {
    const posted = await this.#calls.run(message.channel, () => this.#client.chat.postMessage(message));
    return { channel: given(posted.channel), ts: given(posted.ts) };
  }

  #react({ channel, ts }: MessageRef, name: string): Promise<void> {
    return this.#quietly('already_reacted', () => this.#client.reactions.add({ channel, timestamp: ts, name }));
  }

  /** Where somebody else was faster, all is well. */
  async #quietly(expected: string, call: () => Promise<unknown>): Promise<void> {
    try {
      await this.#calls.run(REACTIONS, call);
    } catch (error) {
      if (slackReason(error) !== expected) throw error;
    }
  }
}

/** What Slack's answers always hold, though its types do not promise it. */
function given(value: string | undefined): string {
  if (value === undefined) throw new BridgeError('slack-refused', 'Slack answered without what was asked for');
  return value;
}
