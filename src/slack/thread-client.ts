/** The Slack side of the core: threads, by Slack's Web API. */
import type { webApi } from '@slack/bolt';
import type { Document } from '../bridge/convert/document.ts';
import { BridgeError } from '../bridge/errors.ts';
import { MissedReplies } from './catch-up.ts';
import { roomCard } from './views/card.ts';
import { failureNotice } from './views/failure.ts';
import { invitation } from './views/invitation.ts';
import { escapeText } from './convert/escape.ts';
import type { Account, Intent, MessageRef, OutboxEntry, Part, Reply, Room } from '../bridge/model.ts';
import type {
  Between,
  Card,
  Invitation,
  Note,
  OpenFile,
  Post,
  Posted,
  ThreadClient,
  ThreadReplies,
  Unheard,
} from '../bridge/ports.ts';
import { texts } from '../bridge/texts.ts';
import { isRefusal, slackReason, type Calls } from './calls.ts';
import { fromSlack } from './convert/from-message.ts';
import { findPost, metadataOf } from './intents.ts';
import { fitsOnePost, partsView } from './parts.ts';
import type { IsForPigdin } from './replies.ts';
import { noteView } from './notes.ts';
import { Uploads } from './uploads.ts';

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
  readonly #missed: MissedReplies;
  readonly #uploads: Uploads;

  /** @param isForPigdin what is said to Pigdin itself is no reply */
  constructor(client: webApi.WebClient, calls: Calls, isForPigdin?: IsForPigdin) {
    this.#client = client;
    this.#calls = calls;
    this.#uploads = new Uploads(client, calls);
    this.#missed = new MissedReplies(client, calls, isForPigdin);
  }

  async directChannel(slackUser: string): Promise<string> {
    const { channel } = await this.#calls.run(LOOKUPS, () => this.#client.conversations.open({ users: slackUser }));
    return given(channel?.id);
  }

  async open({ home }: Account, room: Room, intent: string): Promise<MessageRef> {
    const message = { channel: home, ...roomCard(room), metadata: metadataOf(intent), ...PLAIN };
    const slack = await this.#once({ channel: home }, async () => ({ intent, message, parts: [] }));
    return given(slack).slack;
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

  async post(
    { channel, ts: thread_ts }: MessageRef,
    next: () => Promise<Post | undefined>,
  ): Promise<Posted | undefined> {
    return this.#once({ channel, threadTs: thread_ts }, async () => {
      const post = await next();
      if (!post) return undefined;
      const message = { channel, thread_ts, ...partsView(post.parts), metadata: metadataOf(post.intent), ...PLAIN };
      return { ...post, message };
    });
  }

  fits(parts: readonly Part[]): boolean {
    return fitsOnePost(parts);
  }

  find(intent: Omit<Intent, 'parts'>): Promise<MessageRef | undefined> {
    return this.#calls.run(intent.channel, () => findPost(this.#client, intent));
  }

  async edit({ channel, ts }: MessageRef, parts: readonly Part[], isShared: boolean): Promise<void> {
    const { text, blocks } = partsView(parts, { isShared });
    await this.#calls.run(channel, () => this.#client.chat.update({ channel, ts, text, blocks }));
  }

  async read({ channel, ts: thread }: MessageRef, { ts }: MessageRef): Promise<Document | undefined> {
    const only = { channel, ts: thread, oldest: ts, latest: ts, inclusive: true };
    const { messages = [] } = await this.#calls.run(LOOKUPS, () => this.#client.conversations.replies(only));
    const found = messages.find((message) => message.ts === ts);
    return found && fromSlack(found);
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

  upload(thread: MessageRef, file: OpenFile, told: (upload: string) => Promise<void>): Promise<void> {
    return this.#uploads.upload(thread, file, told);
  }

  isShared(thread: MessageRef, upload: string): Promise<boolean> {
    return this.#uploads.isShared(thread, upload);
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

  async note(thread: MessageRef, words: string | Note, inPlaceOf?: MessageRef): Promise<MessageRef> {
    const { text, blocks = [] } = typeof words === 'string' ? { text: escapeText(words) } : noteView(words);
    if (!inPlaceOf) return this.#post({ channel: thread.channel, thread_ts: thread.ts, text, blocks, ...PLAIN });
    await this.#calls.run(inPlaceOf.channel, () => this.#client.chat.update({ ...inPlaceOf, text, blocks }));
    return inPlaceOf;
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
    return this.#missed.read(where);
  }

  repliesBetween(where: Between): Promise<Reply[] | undefined> {
    return this.#missed.between(where);
  }

  async nameOf(slackUser: string): Promise<string> {
    const known = this.#names.get(slackUser);
    if (known !== undefined) return known;
    const { user } = await this.#calls.run(LOOKUPS, () => this.#client.users.info({ user: slackUser }));
    const name = user?.profile?.display_name || user?.real_name || user?.name || slackUser;
    this.#names.set(slackUser, name);
    return name;
  }

  /** What may have arrived although Slack did not say so is looked for before anything is posted again. */
  async #once(
    place: Omit<Intent, 'id' | 'parts'>,
    next: () => Promise<Draft | undefined>,
  ): Promise<Posted | undefined> {
    let unsure: Draft | undefined;
    const outcome = await this.#calls.run(place.channel, async () => {
      const found = unsure && (await findPost(this.#client, { ...place, id: unsure.intent }));
      if (unsure && found) return { answer: found, parts: unsure.parts };
      const draft = await next();
      if (!draft) return undefined;
      unsure = draft;
      try {
        return { answer: await this.#client.chat.postMessage(draft.message), parts: draft.parts };
      } catch (error) {
        if (isRefusal(error)) unsure = undefined;
        throw error;
      }
    });
    if (!outcome) return undefined;
    const { answer, parts } = outcome;
    return { slack: { channel: given(answer.channel), ts: given(answer.ts) }, parts };
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

interface Draft {
  readonly intent: string;
  readonly message: webApi.ChatPostMessageArguments;
  readonly parts: readonly Part[];
}

/** What Slack's answers always hold, though its types do not promise it. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new BridgeError('slack-refused', 'Slack answered without what was asked for');
  return value;
}
