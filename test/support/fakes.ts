/** Stateful stand-ins for the two sides of the core: they hold what was done to them and can be told to misbehave. */
import { parseChannel, channelOf, type ChannelLayout, type PubNubChannel } from '../../src/bridge/channels.ts';
import type { Document, Inline } from '../../src/bridge/convert/document.ts';
import { paragraphsOf, words as inlinesOf } from '../../src/bridge/convert/inlines.ts';
import { plainText } from '../../src/bridge/convert/plain-text.ts';
import type { Envelope, ExternalMessage, ForwardEnvelope, MessageEnvelope } from '../../src/bridge/envelope.ts';
import { BridgeError } from '../../src/bridge/errors.ts';
import type { RoomKey, UserKey } from '../../src/bridge/ids.ts';
import type {
  Account,
  Intent,
  MessageRef,
  OutboxEntry,
  Part,
  Reply,
  ReplyDeletion,
  ReplyEdit,
  Room,
} from '../../src/bridge/model.ts';
import type {
  Card,
  Between,
  Delivery,
  Invitation,
  Note,
  OpenFile,
  Post,
  Posted,
  Queries,
  RegisteredUser,
  RoomClient,
  ThreadClient,
  ThreadReplies,
  Unheard,
  WebexFiles,
} from '../../src/bridge/ports.ts';
import type { Answers, QueryArgs, QueryName } from '../../src/bridge/query.ts';
import { external, messageId, TEAM } from './builders.ts';

/** What a part says, in words. */
export const textOf = ({ content }: Pick<Part, 'content'>): string => plainText(content);

/** What a person writes: as a text, paragraphs in which `<@U1>` mentions somebody. */
function written(said: string | Document): { text: string; content: Document } {
  if (typeof said !== 'string') return { text: plainText(said), content: said };
  const inlines = said
    .split(/<@(U\d+)>/)
    .flatMap((part, at): readonly Inline[] => (at % 2 === 0 ? inlinesOf(part) : [mention(part)]));
  return { text: said, content: paragraphsOf(inlines) };
}

const mention = (id: string): Inline => ({ type: 'mention', platform: 'slack', kind: 'person', id, name: '' });

const PATIENCE_MS = 5000;

/** Lets whatever follows from a change at once happen first. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Tells whoever waits that something changed in a fake: no test sleeps. */
export class Changes {
  #next = Promise.withResolvers<void>();

  announce(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** Resolves once it holds; looks now and after every change. Rejects, naming what it waited for, when it never does. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`Waited in vain until ${what}`)), PATIENCE_MS);
    try {
      for (let { promise } = this.#next; !(await holds()); { promise } = this.#next) {
        await Promise.race([promise, late.promise]);
        await turn();
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Interference {
  readonly call: string;
  /** What the call is about, such as the text of a post; any when not given. */
  readonly about: string | undefined;
  readonly act: () => Promise<void>;
  /** Whether the work is done first. */
  readonly after: boolean;
  left: number;
}

/** What both fakes can be told: the next calls fail, or wait. */
class Scripted<Call extends string> {
  /** Every call and what it was about, in order, also those that failed. */
  readonly asked: string[] = [];
  readonly changes: Changes;
  #interferences: Interference[] = [];

  constructor(changes: Changes) {
    this.changes = changes;
  }

  fail(call: Call, error: Error, { about, times = 1 }: { about?: string; times?: number } = {}): void {
    this.#interferences.push({ call, about, left: times, after: false, act: () => Promise.reject(error) });
  }

  /** Everything works from now on. */
  forgive(): void {
    this.#interferences = [];
  }

  /** The next such call waits until the returned function is called. @param after it does its work first */
  hold(call: Call, about?: string, { after = false } = {}): () => void {
    const gate = Promise.withResolvers<void>();
    this.#interferences.push({ call, about, left: 1, after, act: () => gate.promise });
    return gate.resolve;
  }

  /** All such calls wait until they are released; those that wait when it is abandoned wait for ever. */
  holdAll(call: Call, about?: string): { readonly release: () => void; readonly abandon: () => void } {
    const gate = Promise.withResolvers<void>();
    const held = { call, about, left: Infinity, after: false, act: () => gate.promise };
    this.#interferences.unshift(held);
    const abandon = (): void => {
      this.#interferences = this.#interferences.filter((one) => one !== held);
    };
    return { abandon, release: () => (abandon(), gate.resolve()) };
  }

  protected async begin(call: Call, about: string): Promise<void> {
    this.asked.push(`${call}: ${about}`);
    this.changes.announce();
    await this.#interfere(call, about, false);
  }

  /** What goes wrong only after the work was done. */
  protected end(call: Call, about: string): Promise<void> {
    return this.#interfere(call, about, true);
  }

  async #interfere(call: Call, about: string, after: boolean): Promise<void> {
    const found = this.#interferences.find(
      (one) => one.call === call && one.left > 0 && one.after === after && (one.about ?? about) === about,
    );
    if (!found) return;
    found.left -= 1;
    await found.act();
  }
}

interface SlackMessage extends MessageRef {
  readonly threadTs: string | undefined;
  readonly by: string;
  text: string;
  /** What stands in it, where it mirrors messages of Webex. */
  parts?: readonly Part[];
  readonly intent?: string | undefined;
  readonly marks: Set<string>;
  /** The id of the reply that its button sends again. */
  readonly retries?: string | undefined;
  /** As Slack tells of it, where a person wrote it. */
  reply?: Reply;
}

/** Slack, as far as the core sees it. */
export class FakeThreads extends Scripted<keyof ThreadClient> implements ThreadClient {
  messages: SlackMessage[] = [];
  readonly whispers: { to: string; thread: MessageRef; text: string }[] = [];
  /** What users were told in private, in place of an earlier answer where there was one. */
  readonly told: { to: string; words: string | Invitation; inPlaceOf: string | undefined }[] = [];
  readonly names = new Map<string, string>();
  /** By the `ts` of their thread, as they were shown last. */
  readonly cards = new Map<string, Card>();
  readonly emails = new Map<string, string>();
  #count = 0;

  /** The newest thread that was opened for a room of this title. */
  thread(title: string): MessageRef {
    const root = this.messages.findLast((message) => message.threadTs === undefined && message.text === title);
    if (!root) throw new Error(`Slack has no thread for ${title}`);
    return { channel: root.channel, ts: root.ts };
  }

  /** Who said what in the newest thread of a room, with the marks on each message. */
  transcript(title: string): string[] {
    const { ts } = this.thread(title);
    return this.messages
      .filter(({ threadTs }) => threadTs === ts)
      .flatMap(({ by, text, marks, parts }) =>
        (parts?.map((part) => `${part.ghost.name}: ${textOf(part)}`) ?? [`${by}: ${text}`]).map((line) =>
          [line, ...marks].join(' +'),
        ),
      );
  }

  /** The titles of all threads that were opened, in order. */
  threads(): string[] {
    return this.messages.filter(({ threadTs }) => threadTs === undefined).map(({ text }) => text);
  }

  /** A Slack user answers in a thread. */
  write(thread: MessageRef, author: string, said: string | Document, fileCount = 0): Reply {
    const { text, content } = written(said);
    const { channel, ts } = this.#add({ channel: thread.channel, threadTs: thread.ts, by: author, text });
    const place = { team: TEAM, channel, ts, threadTs: thread.ts, author };
    const reply = { ...place, kind: 'message', at: ts, text, content, fileCount } as const;
    this.#find(reply).reply = reply;
    return reply;
  }

  /** A Slack user changes what they wrote. */
  rewrite(message: MessageRef, rewritten: string | Document): ReplyEdit {
    const found = this.#find(message);
    if (!found.reply) throw new Error('only what a person wrote can be changed');
    const at = this.#tick();
    const { reply } = found;
    const said = written(rewritten);
    found.text = said.text;
    found.reply = { ...reply, ...said, edited: at };
    return { ...reply, ...said, kind: 'edit', at };
  }

  /** A Slack user deletes what they wrote. */
  unwrite(message: MessageRef): ReplyDeletion {
    const { reply } = this.#find(message);
    if (!reply) throw new Error('only what a person wrote can be deleted');
    const { text: _text, content: _content, fileCount: _fileCount, edited: _edited, ...place } = reply;
    this.messages = this.messages.filter(({ channel, ts }) => channel !== message.channel || ts !== message.ts);
    return { ...place, kind: 'delete', at: this.#tick() };
  }

  deleteThread({ channel, ts }: MessageRef): void {
    this.messages = this.messages.filter((message) => message.channel !== channel || message.ts !== ts);
  }

  async directChannel(slackUser: string): Promise<string> {
    await this.begin('directChannel', slackUser);
    return slackUser.replace('U', 'D');
  }

  async open({ home }: Account, { title }: Room, intent: string): Promise<MessageRef> {
    await this.begin('open', title);
    return this.#add({ channel: home, by: 'Pigdin', text: title, intent });
  }

  async showCard(thread: MessageRef, card: Card): Promise<void> {
    await this.begin('showCard', card.title);
    this.#find(thread);
    this.cards.set(thread.ts, card);
    this.changes.announce();
  }

  async linkTo({ channel, ts }: MessageRef): Promise<string | undefined> {
    await this.begin('linkTo', ts);
    const stands = this.messages.some((message) => message.channel === channel && message.ts === ts);
    return stands ? `https://slack.test/${channel}/${ts}` : undefined;
  }

  async post(thread: MessageRef, next: () => Promise<Post | undefined>): Promise<Posted | undefined> {
    const post = await next();
    if (!post) return undefined;
    const { parts, intent } = post;
    const text = parts.map(textOf).join('\n');
    await this.begin('post', text);
    if (!this.messages.some(({ channel, ts }) => channel === thread.channel && ts === thread.ts)) {
      throw new BridgeError('thread-gone', 'Slack refused: thread_not_found');
    }
    const by = parts.map(({ ghost }) => ghost.name).join(', ');
    const slack = this.#add({ channel: thread.channel, threadTs: thread.ts, by, text, parts, intent });
    await this.end('post', text);
    return { slack, parts };
  }

  fits(parts: readonly Part[]): boolean {
    return parts.length <= 45 && parts.map(textOf).join('').length <= 10_000;
  }

  async find({ id }: Pick<Intent, 'id'>): Promise<MessageRef | undefined> {
    await this.begin('find', id);
    const found = this.messages.find(({ intent }) => intent === id);
    return found && { channel: found.channel, ts: found.ts };
  }

  async edit(message: MessageRef, parts: readonly Part[], _isShared: boolean): Promise<void> {
    const text = parts.map(textOf).join('\n');
    await this.begin('edit', text);
    const found = this.#find(message);
    found.text = text;
    found.parts = parts;
    this.changes.announce();
  }

  async note(thread: MessageRef, words: string | Note, inPlaceOf?: MessageRef): Promise<MessageRef> {
    const text = typeof words === 'string' ? words : words.text;
    await this.begin('note', text);
    if (!inPlaceOf) return this.#add({ channel: thread.channel, threadTs: thread.ts, by: 'Pigdin', text });
    this.#find(inPlaceOf).text = text;
    this.changes.announce();
    return inPlaceOf;
  }

  async read(_thread: MessageRef, message: MessageRef): Promise<Document | undefined> {
    await this.begin('read', message.ts);
    return this.#find(message).parts?.[0]?.content;
  }

  async remove(message: MessageRef): Promise<void> {
    await this.begin('remove', message.ts);
    const found = this.#find(message);
    this.messages = this.messages.filter((one) => one !== found);
    this.changes.announce();
  }

  async markSent(message: MessageRef): Promise<void> {
    await this.begin('markSent', message.ts);
    this.#find(message).marks.add('sent');
    this.changes.announce();
  }

  async tellFailed(entry: OutboxEntry, reason: string): Promise<MessageRef> {
    await this.begin('tellFailed', reason);
    this.#find(entry).marks.add('failed');
    const { channel, threadTs, id: retries } = entry;
    return this.#add({ channel, threadTs, by: 'Pigdin', text: `Not sent: ${reason}`, retries });
  }

  async upload(thread: MessageRef, file: OpenFile, told: (upload: string) => Promise<void>): Promise<void> {
    await this.begin('upload', file.name);
    await told(`F-${file.name}`);
    const bytes: Uint8Array[] = [];
    for await (const chunk of file.body) bytes.push(chunk);
    const text = `${file.name}: ${Buffer.concat(bytes).toString()}`;
    this.#add({ channel: thread.channel, threadTs: thread.ts, by: 'Pigdin', text, intent: `F-${file.name}` });
    await this.end('upload', file.name);
  }

  async isShared(_thread: MessageRef, upload: string): Promise<boolean> {
    await this.begin('isShared', upload);
    return this.messages.some(({ intent }) => intent === upload);
  }

  async clearFailed(entry: OutboxEntry, notice: MessageRef | undefined): Promise<void> {
    await this.begin('clearFailed', entry.ts);
    const { marks } = this.#find(entry);
    marks.delete('failed');
    marks.add('sent');
    if (notice) this.#find(notice).text = 'Sent after all';
    this.changes.announce();
  }

  async whisper(to: string, thread: MessageRef, text: string): Promise<void> {
    await this.begin('whisper', text);
    this.whispers.push({ to, thread, text });
    this.changes.announce();
  }

  async tell(to: string, words: string | Invitation, inPlaceOf?: string): Promise<void> {
    await this.begin('tell', to);
    this.told.push({ to, words, inPlaceOf });
    this.changes.announce();
  }

  async emailOf(slackUser: string): Promise<string | undefined> {
    await this.begin('emailOf', slackUser);
    return this.emails.get(slackUser);
  }

  async repliesSince({ channel, threads, suspects, since }: Unheard): Promise<ThreadReplies[]> {
    await this.begin('repliesSince', channel);
    const isNewer = ({ ts }: MessageRef): boolean => Number(ts) > Number(since);
    return threads.flatMap((threadTs) => {
      const shown = this.messages.filter((one) => one.channel === channel && one.threadTs === threadTs && isNewer(one));
      if (shown.length === 0 && !suspects.includes(threadTs)) return [];
      return { threadTs, replies: shown.flatMap(({ reply }) => reply ?? []) };
    });
  }

  async repliesBetween({ channel, threadTs, after, upTo }: Between): Promise<Reply[] | undefined> {
    await this.begin('repliesBetween', upTo);
    const isBetween = ({ ts }: MessageRef): boolean => Number(ts) > Number(after) && Number(ts) < Number(upTo);
    const shown = this.messages.filter((one) => one.channel === channel && one.threadTs === threadTs && isBetween(one));
    return shown.flatMap(({ reply }) => reply ?? []);
  }

  async nameOf(slackUser: string): Promise<string> {
    await this.begin('nameOf', slackUser);
    return this.names.get(slackUser) ?? slackUser;
  }

  #add(message: Omit<SlackMessage, 'ts' | 'marks' | 'threadTs'> & { threadTs?: string }): MessageRef {
    const ts = this.#tick();
    this.messages.push({ threadTs: undefined, ...message, ts, marks: new Set() });
    this.changes.announce();
    return { channel: message.channel, ts };
  }

  #tick(): string {
    this.#count += 1;
    return `1700000000.${String(this.#count).padStart(6, '0')}`;
  }

  #find({ channel, ts }: MessageRef): SlackMessage {
    const found = this.messages.find((message) => message.channel === channel && message.ts === ts);
    if (!found) throw new BridgeError('thread-gone', 'Slack refused: message_not_found');
    return found;
  }
}

/**
 * How a publish goes: what PubNub delivers before and after it answers the publisher. `own`: the envelope with what Webex
 * made of it; `copy`: what Webex's webhook tells of the same message; `untouched`: as published, because no Function ran;
 * `ack`: the publisher is told; `lost`: the publisher's connection breaks, though all was done; `never`: it hears nothing.
 */
type Step = 'own' | 'copy' | 'untouched' | Answer;
type Answer = 'ack' | 'lost' | 'never';
const ANSWERS: readonly string[] = ['ack', 'lost', 'never'];
const USUAL: readonly Step[] = ['own', 'copy', 'ack'];

/** PubNub, its Functions and Webex behind them, as far as the core sees them. Outlives the bridges that use it. */
export class FakeRooms extends Scripted<keyof RoomClient> implements RoomClient {
  /** What reached Webex: once for each envelope, however often it was published. */
  readonly sent: MessageEnvelope[] = [];
  /** Edits and deletions that reached Webex, once for each envelope. */
  readonly changed: Exclude<ForwardEnvelope, MessageEnvelope>[] = [];
  readonly users: RegisteredUser[] = [];
  /** All that PubNub delivered, or would have if somebody had listened. */
  readonly stream: Delivery[] = [];
  readonly layout: ChannelLayout;
  /** The bridge that listens now. */
  listener: (delivery: Delivery) => void = () => undefined;
  readonly #followed = new Set<UserKey>();
  readonly #plans: (readonly Step[])[] = [];

  constructor(changes: Changes, layout: ChannelLayout) {
    super(changes);
    this.layout = layout;
  }

  /** How the next publish goes, if not as usual. */
  plan(...steps: readonly Step[]): void {
    this.#plans.push(steps);
  }

  /** Something is published for a user's room by somebody else than the bridge. */
  hear(user: UserKey, room: RoomKey | 'account', envelope: Delivery['envelope']): Delivery {
    return this.#publish(channelOf(this.layout, user, room), envelope);
  }

  /** Whoever listened is gone. */
  forget(): void {
    this.#followed.clear();
  }

  follow(users: readonly UserKey[], from?: string): void {
    for (const user of users) this.#followed.add(user);
    // As PubNub does, it keeps the newest hundred for whoever comes late.
    const missed = from === undefined ? [] : this.#after(from).slice(-100);
    setImmediate(() => missed.forEach((delivery) => this.#deliver(delivery)));
  }

  async forward(channel: PubNubChannel, envelope: ForwardEnvelope): Promise<void> {
    await this.begin('forward', envelope.kind === 'delete' ? 'a deletion' : envelope.text);
    const steps = this.#plans.shift() ?? USUAL;
    const answer = steps.findIndex((step) => ANSWERS.includes(step));
    if (!steps.includes('untouched')) this.#reach(envelope);
    for (const step of steps.slice(0, answer)) this.#take(step, channel, envelope);
    setImmediate(() => steps.slice(answer + 1).forEach((step) => this.#take(step, channel, envelope)));
    if (steps[answer] === 'never') await new Promise(() => undefined);
    if (steps[answer] === 'lost') throw new BridgeError('pubnub-unreachable', 'no answer', { retryable: true });
  }

  async history(channel: PubNubChannel, count: number): Promise<Envelope[]> {
    await this.begin('history', channel);
    const envelopes = this.stream
      .filter((delivery) => delivery.channel === channel)
      .flatMap((one) => (one.envelope === undefined || one.envelope.kind === 'sign-in' ? [] : one.envelope));
    return envelopes.slice(-count);
  }

  async time(): Promise<string> {
    await this.begin('time', '');
    return this.stream.at(-1)?.timetoken ?? '17000000000000000';
  }

  async missed(channels: readonly PubNubChannel[], after: string): Promise<ReadonlyMap<string, number>> {
    await this.begin('missed', after);
    const counts = new Map<string, number>();
    for (const { channel } of this.#after(after)) {
      if (channels.some((one) => one === channel)) counts.set(channel, (counts.get(channel) ?? 0) + 1);
    }
    return counts;
  }

  async since(channel: PubNubChannel, after: string): Promise<Envelope[]> {
    await this.begin('since', channel);
    return this.#after(after)
      .filter((delivery) => delivery.channel === channel)
      .flatMap((one) => (one.envelope === undefined || one.envelope.kind === 'sign-in' ? [] : one.envelope));
  }

  #after(timetoken: string): Delivery[] {
    return this.stream.filter((delivery) => BigInt(delivery.timetoken) > BigInt(timetoken));
  }

  async roundTrip(): Promise<number> {
    await this.begin('roundTrip', '');
    return 5;
  }

  reconnect(): void {
    void this.begin('reconnect', '');
  }

  async findUser(email: string): Promise<RegisteredUser | undefined> {
    await this.begin('findUser', email);
    return this.users.find((user) => user.email === email);
  }

  async removeUser(personId: string): Promise<void> {
    await this.begin('removeUser', personId);
    const index = this.users.findIndex((user) => user.personId === personId);
    if (index >= 0) this.users.splice(index, 1);
  }

  #reach(envelope: ForwardEnvelope): void {
    if ([...this.sent, ...this.changed].some(({ id }) => id === envelope.id)) return;
    if (envelope.kind === 'message') this.sent.push(envelope);
    else this.changed.push(envelope);
  }

  #take(step: Step, channel: PubNubChannel, envelope: ForwardEnvelope): void {
    const { forwardToPlatform: _forward, earlier: _earlier, ...rest } = envelope;
    const externalObj = this.#inWebex(envelope);
    if (step === 'untouched') this.#publish(channel, envelope);
    if (step === 'own') this.#publish(channel, { ...rest, externalObj });
    if (step === 'copy')
      this.#publish(channel, { ...rest, id: `webex:${envelope.kind}:${externalObj.id}`, externalObj });
  }

  #inWebex(envelope: ForwardEnvelope): ExternalMessage {
    if (envelope.kind !== 'message') return envelope.externalObj;
    const { id, platformChannelId: roomId, senderId } = envelope;
    const number = this.sent.findIndex((one) => one.id === id);
    return external(0, { id: messageId(1000 + number), roomId, personId: senderId });
  }

  #publish(channel: PubNubChannel, envelope: Delivery['envelope']): Delivery {
    const delivery = { channel, timetoken: String(17_000_000_000_000_000n + BigInt(this.stream.length + 1)), envelope };
    this.stream.push(delivery);
    this.#deliver(delivery);
    return delivery;
  }

  #deliver(delivery: Delivery): void {
    const user = parseChannel(delivery.channel)?.user;
    if (user !== undefined && this.#followed.has(user)) this.listener(delivery);
  }
}

/** The questions that the Functions answer. Unless told otherwise, nothing can be asked. */
export class FakeQueries extends Scripted<QueryName> implements Queries {
  readonly #answers = new Map<QueryName, (args: never) => unknown>();

  answer<Name extends QueryName>(query: Name, answer: (args: QueryArgs[Name]) => Answers[Name]): void {
    this.#answers.set(query, answer);
  }

  async ask<Name extends QueryName>(account: UserKey, query: Name, args: QueryArgs[Name]): Promise<Answers[Name]> {
    await this.begin(query, account);
    const answer = this.#answers.get(query);
    if (!answer) throw new BridgeError('pubnub-unreachable', 'webex-query did not answer', { retryable: true });
    return answer(args as never) as Answers[Name];
  }
}

/** The files of Webex, each with its name as the end of its address. */
export class FakeFiles implements WebexFiles {
  readonly tokens: string[] = [];
  /** In bytes; 10,000 unless told. */
  readonly sizes = new Map<string, number>();

  async open(token: string, url: string): Promise<OpenFile> {
    this.tokens.push(token);
    const name = url.split('/').at(-1) ?? '';
    const body = (async function* bytes() {
      yield Buffer.from(`bytes of ${name}`);
    })();
    return { name, size: this.sizes.get(name) ?? 10_000, body };
  }
}
