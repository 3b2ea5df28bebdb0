/** The whole house for an end-to-end test: the three services over real sockets, the built Functions, the bridge. */
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pigdinManifest, startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import type { PubNubEntry } from '../../sandbox/pubnub/entry.ts';
import { setUpUser } from '../../sandbox/set-up-user.ts';
import type { SlackEntry } from '../../sandbox/slack/entries.ts';
import type { ManifestInput } from '../../sandbox/slack/manifest.ts';
import type { Person } from '../../sandbox/slack/world/person.ts';
import type { ShownMessage } from '../../sandbox/slack/world/shown.ts';
import type { PersonHandle } from '../../sandbox/webex/person-handle.ts';
import { seedSlack, seedWebex } from '../../sandbox/world.ts';
import { startApp, type RunningApp } from '../../src/app.ts';
import { sign } from '../../src/bridge/sign.ts';
import { texts } from '../../src/bridge/texts.ts';
import { isChannelLayout, type ChannelLayout } from '../../src/bridge/channels.ts';
import { readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';

type Entry<Type extends SlackEntry['type']> = Extract<SlackEntry, { type: Type }>;

export interface Thread {
  readonly channel: string;
  readonly ts: string;
}

export class House {
  readonly sandbox: Sandbox;
  readonly webex: ReturnType<typeof seedWebex>;
  readonly slack: ReturnType<typeof seedSlack>;
  /** Every line that the bridge logged, at the lowest level. */
  readonly logged: string[] = [];
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  #app: RunningApp | undefined;

  constructor(sandbox: Sandbox, folder: string, environment: Readonly<Record<string, string>>) {
    this.sandbox = sandbox;
    this.webex = seedWebex(sandbox.webex, 'https://pictures.example');
    this.slack = seedSlack(sandbox.slack);
    this.#folder = folder;
    this.#environment = environment;
  }

  /** How PubNub channels are called here. */
  get layout(): ChannelLayout {
    const layout = this.sandbox.environment['PIGDIN_LAYOUT'];
    if (!isChannelLayout(layout)) throw new Error(`No layout: ${layout}`);
    return layout;
  }

  /** Starts the bridge in this process, on a store that survives its restarts. */
  async startBridge(): Promise<void> {
    const environment = {
      ...this.sandbox.environment,
      STORE_FILE: join(this.#folder, 'pigdin.db'),
      LOG_LEVEL: 'debug',
      ...this.#environment,
    };
    const config = readConfig(environment);
    this.#app = await startApp(config, createLogger(config.log, { write: (line) => this.logged.push(line) }));
    const { http } = config.slack;
    if (http) await this.sandbox.slack.setRequestUrl(`http://127.0.0.1:${http.port}/slack/events`);
  }

  async stopBridge(): Promise<void> {
    await this.#app?.stop();
    this.#app = undefined;
  }

  setUpUser(person: PersonHandle): Promise<void> {
    return setUpUser(this.sandbox, person);
  }

  /** Sets Uma up and connects her: what most journeys begin with. */
  async connectUma(words = 'connect'): Promise<string> {
    await this.setUpUser(this.webex.uma);
    return this.ask(this.slack.uma, words);
  }

  /** Types `/pigdin <words>`, and returns the answer as the person reads it. */
  async ask(who: Person, words: string): Promise<string> {
    const { journal } = this.sandbox.slack;
    const before = new Set<SlackEntry>(journal.entries);
    await who.command('/pigdin', words, this.slack.general);
    await journal.waitFor(
      `the answer to /pigdin ${words}`,
      (entry) => entry.type === 'response' && entry.user === who.id && !before.has(entry) && !isAsking(entry.body),
    );
    const shown = who.ephemerals.at(-1);
    if (!shown) throw new Error(`Nothing is shown to ${who.name}`);
    return JSON.stringify(shown.blocks ?? shown.text);
  }

  /** The thread whose first message names the room, once it is there. */
  async threadOf(title: string): Promise<Thread> {
    const { channel, ts } = await this.posted(
      (entry) => entry.threadTs === undefined && entry.text.includes(title),
      `the thread of ${title}`,
    );
    return { channel, ts };
  }

  /** The first message with that text in Slack, past or future. */
  shown(text: string): Promise<Entry<'message'>> {
    return this.posted((entry) => entry.text.includes(text), `“${text}” in Slack`);
  }

  /** The note that only one person sees, with that text. */
  whispered(text: string): Promise<SlackEntry> {
    const { journal } = this.sandbox.slack;
    return journal.waitFor(
      `“${text}” for one person`,
      (entry) => entry.type === 'ephemeral' && entry.text.includes(text),
    );
  }

  /** Resolves when Pigdin has put that reaction on the message. */
  marked(ts: string, name: string): Promise<SlackEntry> {
    const { journal } = this.sandbox.slack;
    return journal.waitFor(
      `${name} on ${ts}`,
      (entry) => entry.type === 'reaction' && entry.ts === ts && entry.name === name,
    );
  }

  /** Resolves when a message that reads so, in Slack, has been edited or deleted. */
  changed(change: 'edited' | 'deleted', text: string): Promise<SlackEntry> {
    return this.sandbox.slack.journal.waitFor(
      `“${text}” being ${change}`,
      (entry) => entry.type === 'message' && entry.change === change && entry.text.includes(text),
    );
  }

  /** Puts a message on the channel of a room of Uma's, past every Function; signed as a Function does it, or not at all. */
  async inject(message: object, secret = ''): Promise<void> {
    const { pubnub } = this.sandbox;
    const genuine = pubnub.journal.entries.find(
      (entry) => entry.type === 'publish' && entry.channel.startsWith('webex.') && 'text' in Object(entry.message),
    );
    const channel = genuine?.type === 'publish' ? genuine.channel : '';
    const signed = secret === '' ? message : { ...message, proof: sign(secret, channel, message) };
    const { publishKey, subscribeKey } = pubnub.keyset;
    const path = `/publish/${publishKey}/${subscribeKey}/0/${channel}/0/${encodeURIComponent(JSON.stringify(signed))}`;
    const answer = await fetch(`${pubnub.url}${path}?uuid=x`);
    if (!answer.ok) throw new Error(`PubNub did not take it: ${answer.status}`);
  }

  /** Resolves once it holds; looks now, and whenever the message is changed. */
  async becomes(ts: string, holds: () => boolean): Promise<void> {
    await this.sandbox.slack.journal.waitFor(
      `a change of ${ts}`,
      (entry) => entry.type === 'message' && entry.ts === ts && holds(),
    );
  }

  /** What stands in a thread behind its first message, as `Name: text`. */
  replies({ channel, ts }: Thread): string[] {
    return this.messages({ channel, ts }).map(({ author, reads }) => `${author.name}: ${reads}`);
  }

  messages({ channel, ts }: Thread): readonly ShownMessage[] {
    return this.sandbox.slack.world.thread(channel, ts).slice(1);
  }

  /** What stands in a Webex room, as `Name: text`. */
  inWebex(room: { readonly id: string }): string[] {
    const { world } = this.sandbox.webex;
    const names = new Map(world.people().map(({ id, name }) => [id, name]));
    return world.messagesOf(room).map(({ personId, text }) => `${names.get(personId)}: ${text}`);
  }

  /** Runs the Function that looks after accounts, once for each of them and once more. */
  async tend(): Promise<void> {
    const accounts = this.sandbox.pubnub.kv.keys().keys.filter((key) => key.startsWith('user:')).length;
    for (let run = 0; run <= accounts; run += 1) await this.sandbox.pubnub.functions.runInterval('webex-interval');
  }

  /** The first message that fits of all that was or will be published on PubNub. */
  async published(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    const messageOf = (entry: PubNubEntry) =>
      entry.type === 'publish' ? (entry.message as Record<string, unknown>) : undefined;
    const found = await this.sandbox.pubnub.journal.waitFor('what is to be published', (entry) => {
      const message = messageOf(entry);
      return message !== undefined && fits(message);
    });
    return messageOf(found) ?? {};
  }

  /** Everything in the bridge's store, as text. */
  async stored(): Promise<string> {
    const files = await readdir(this.#folder);
    const contents = await Promise.all(files.map((file) => readFile(join(this.#folder, file), 'latin1')));
    return contents.join('');
  }

  async close(): Promise<void> {
    await this.stopBridge();
    await this.sandbox.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** The first message in Slack that fits, past or future. */
  async posted(fits: (entry: Entry<'message'>) => boolean, what: string): Promise<Entry<'message'>> {
    const found = await this.sandbox.slack.journal.waitFor(
      what,
      (entry) => entry.type === 'message' && entry.change === 'posted' && fits(entry),
    );
    if (found.type !== 'message') throw new Error(`Found something else than ${what}`);
    return found;
  }
}

/** What stands in place of an answer that takes its time. */
const isAsking = (body: unknown): boolean => JSON.stringify(body).includes(texts.asking);

/** Slack's rate limits are off unless told, so that tests do not wait; people are set up by the operator unless told. */
export async function openHouse(
  given: SandboxOptions = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<House> {
  const options = process.env['WILDCARD_READING'] === 'segment' ? underOneSegment(given) : given;
  const folder = await mkdtemp(join(tmpdir(), 'pigdin-e2e-'));
  const isOverHttp = process.env['SLACK_DELIVERY'] === 'http';
  const slack = { rateLimits: 'off', ...(isOverHttp ? { manifest: overHttp() } : {}), ...options.slack } as const;
  const sandbox = await startSandbox({ signIn: false, ...options, slack });
  const reached = isOverHttp ? await requestsTo(sandbox) : {};
  return new House(sandbox, folder, { ...reached, ...environment });
}

/** The app as it is installed without Socket Mode. */
const overHttp = (): ManifestInput => {
  const manifest = pigdinManifest();
  return { ...manifest, settings: { ...manifest.settings, socket_mode_enabled: false } };
};

/** Slack sends signed requests to a free port. */
async function requestsTo({ slack }: Sandbox): Promise<Record<string, string>> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: slack.signingSecret, SLACK_PORT: String(port) };
}

/** Where `webex.*` means one segment, only flat names reach a Function. */
const underOneSegment = (options: SandboxOptions): SandboxOptions => ({
  layout: 'flat',
  ...options,
  pubnub: { wildcard: 'segment', ...options.pubnub },
});
