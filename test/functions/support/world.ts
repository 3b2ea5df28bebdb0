import { createHash, createHmac, randomUUID } from 'node:crypto';
import { channelOf, CONTROL_CHANNEL } from '../../../src/bridge/channels.ts';
import { keyOf, type UserKey } from '../../../src/bridge/ids.ts';
import { sign } from '../../../src/bridge/sign.ts';
import { beforePublish, onInterval, onRequest } from '../../../functions/runtime/entries.ts';
import type { OnRequestRequest } from '../../../functions/runtime/modules.ts';
import type { ChannelMetadata, Objects, Runtime, UserMetadata } from '../../../functions/runtime/runtime.ts';
import { forward } from '../../../functions/forward/forward.ts';
import type { receive } from '../../../functions/receive/receive.ts';
import { maintain } from '../../../functions/maintain/maintain.ts';
import { QUERY_PATH } from '../../../src/bridge/query.ts';
import { answerQuery } from '../../../functions/query/query.ts';
import { runTask } from '../../../functions/tasks/tasks.ts';
import { userKey } from './ids.ts';
import { FakeWebex, type FakePerson, type FakeRoom, type FakeWebhook } from './fake-webex.ts';

/** PubNub's limits for one execution, each kind by itself. */
const LIMITS = { xhr: 5, kv: 10, vault: 10, pubnub: 10, publish: 10 };

export const SECRET = 'the-shared-secret';
export const FUNCTIONS_URL = 'https://functions.test';

export type Outcome =
  | { readonly passed: true; readonly message: Record<string, unknown> }
  | { readonly passed: false; readonly refusal: Record<string, unknown> };

/** A keyset's state that outlives executions, and a Webex beside it. Each execution has its own limits. */
export class World {
  time = Date.parse('2026-11-22T12:00:00.000Z');
  readonly webex = new FakeWebex(() => this.time);
  readonly values = new Map<string, { text: string; ttlMinutes: number }>();
  readonly counters = new Map<string, number>();
  readonly users = new Map<string, UserMetadata>();
  readonly channels = new Map<string, ChannelMetadata>();
  readonly memberships = new Map<string, Set<string>>();
  readonly published: { channel: string; message: Record<string, unknown> }[] = [];
  readonly logs: string[] = [];
  readonly vault = new Map<string, string>([
    ['PIGDIN_SECRET', SECRET],
    ['PIGDIN_SETTINGS', JSON.stringify({ functionsUrl: FUNCTIONS_URL, webexApiUrl: 'https://webex.test/v1' })],
    ['WEBEX_CLIENT_ID', this.webex.client.id],
    ['WEBEX_CLIENT_SECRET', this.webex.client.secret],
  ]);
  /** Of the newest execution. */
  calls: Record<keyof typeof LIMITS, number> = { xhr: 0, kv: 0, vault: 0, pubnub: 0, publish: 0 };
  #failing: { act: 'set' | 'publish'; left: number } | undefined;

  /** The next such call, or the one that many calls from now, fails. */
  failNext(act: 'set' | 'publish', call = 1): void {
    this.#failing = { act, left: call };
  }

  #mayFail(act: 'set' | 'publish'): void {
    if (this.#failing?.act !== act) return;
    this.#failing.left -= 1;
    if (this.#failing.left > 0) return;
    this.#failing = undefined;
    throw new Error('PubNub has trouble');
  }

  /** A runtime for one execution. */
  runtime(): Runtime {
    const calls = { xhr: 0, kv: 0, vault: 0, pubnub: 0, publish: 0 };
    this.calls = calls;
    const count = (kind: keyof typeof LIMITS): void => {
      calls[kind] += 1;
      if (calls[kind] > LIMITS[kind]) throw new Error(`Limit exceeded: ${kind}`);
    };
    return {
      kv: {
        get: async (key) => {
          count('kv');
          const value = this.values.get(key);
          return value === undefined ? null : (JSON.parse(value.text) as unknown);
        },
        set: async (key, value, ttlMinutes) => {
          count('kv');
          this.#mayFail('set');
          this.values.set(key, { text: JSON.stringify(value), ttlMinutes });
        },
        remove: async (key) => {
          count('kv');
          this.values.delete(key);
        },
        increment: async (key) => {
          count('kv');
          const next = (this.counters.get(key) ?? 0) + 1;
          this.counters.set(key, next);
          return next;
        },
      },
      http: async (url, request) => {
        count('xhr');
        return this.webex.http(url, request);
      },
      objects: this.#objects(() => count('pubnub')),
      log: (what, facts = {}) => this.logs.push(`${what} ${JSON.stringify(facts)}`),
      secret: async (name) => {
        count('vault');
        return this.vault.get(name);
      },
      publish: async (channel, message) => {
        count('publish');
        this.#mayFail('publish');
        this.published.push({ channel, message: JSON.parse(JSON.stringify(message)) as Record<string, unknown> });
      },
      hmac: async (algorithm, key, text) => createHmac(algorithm, key).update(text).digest('hex'),
      sha256: async (text) => createHash('sha256').update(text).digest('hex'),
      uuid: () => randomUUID(),
      now: () => this.time,
    };
  }

  /** Whether memberships need their users and channels, and go with them: an option of the keyset. */
  referentialIntegrity = true;

  #objects(count: () => void): Objects {
    const joined = (user: string) => this.memberships.get(user) ?? new Set<string>();
    const known = (user: string, channel: string) => this.users.has(user) && this.channels.has(channel);
    return {
      user: async (id) => (count(), this.users.get(id)),
      setUser: async (id, change) => {
        count();
        const set = Object.entries({ ...this.users.get(id), ...change }).filter(([, value]) => value !== null);
        this.users.set(id, Object.fromEntries(set));
      },
      removeUser: async (id) => {
        count();
        this.users.delete(id);
        if (this.referentialIntegrity) this.memberships.delete(id);
      },
      channel: async (name) => (count(), this.channels.get(name)),
      setChannel: async (name, change) => {
        count();
        const set = Object.entries({ ...this.channels.get(name), ...change }).filter(([, value]) => value !== null);
        this.channels.set(name, Object.fromEntries(set));
      },
      removeChannel: async (name) => {
        count();
        this.channels.delete(name);
        if (this.referentialIntegrity) for (const channels of this.memberships.values()) channels.delete(name);
      },
      join: async (user, channels) => {
        count();
        if (this.referentialIntegrity && !channels.every((channel) => known(user, channel))) {
          throw new Error('The user or the channel of the membership does not exist');
        }
        this.memberships.set(user, new Set([...joined(user), ...channels]));
      },
      leave: async (user, channels) => {
        count();
        this.memberships.set(user, new Set([...joined(user)].filter((channel) => !channels.includes(channel))));
      },
      memberships: async (user) => (count(), { items: [...joined(user)], next: undefined }),
      members: async (channel, limit, page = '0') => {
        count();
        const all = [...this.memberships].filter(([, channels]) => channels.has(channel)).map(([user]) => user);
        const from = Number(page);
        return {
          items: all.slice(from, from + limit),
          next: from + limit < all.length ? `${from + limit}` : undefined,
        };
      },
    };
  }

  /** Publishes through a Before Publish Function, as it is called by PubNub. */
  async publish(work: typeof forward, channel: string, message: unknown, meta?: unknown): Promise<Outcome> {
    let outcome: Outcome | undefined;
    const request = {
      message,
      channels: [channel],
      params: { meta },
      ok: () => (outcome = { passed: true, message: request.message as Record<string, unknown> }),
      abort: (text: string) => (outcome = { passed: false, refusal: JSON.parse(text) as Record<string, unknown> }),
    };
    await beforePublish('test', request, work, () => this.runtime());
    if (!outcome) throw new Error('The handler ended with neither ok nor abort');
    return outcome;
  }

  async request(
    work: typeof receive,
    request: OnRequestRequest,
  ): Promise<{ status: number; body: string; headers: Record<string, string> }> {
    const sent: { body: string; status: number }[] = [];
    const response = { headers: {}, send: (body: string, status: number) => sent.push({ body, status }) };
    await onRequest('test', request, response, work, () => this.runtime());
    const [answer] = sent;
    if (!answer || sent.length > 1) throw new Error('The handler must answer once');
    return { ...answer, headers: response.headers };
  }

  /** Signed and published on the control channel. */
  async control(
    message: Record<string, unknown>,
    { task = message['task'], proof }: { task?: unknown; proof?: unknown } = {},
  ) {
    const signed = { ...message, proof: proof ?? sign(SECRET, CONTROL_CHANNEL, message, this.time) };
    return this.publish(runTask, CONTROL_CHANNEL, signed, JSON.stringify({ task }));
  }

  /** Signed and published for Webex on a room's channel. */
  async forward(channel: string, envelope: Record<string, unknown>, proof?: unknown): Promise<Outcome> {
    const signed = { ...envelope, proof: proof ?? sign(SECRET, channel, envelope, this.time) };
    return this.publish(forward, channel, signed);
  }

  /** Signed and posted to `webex-query`; gives the status and the JSON of the answer. */
  async query(message: object, proof?: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
    const full = { id: randomUUID(), ...message };
    const body = JSON.stringify({ ...full, proof: proof ?? sign(SECRET, QUERY_PATH, full, this.time) });
    const { status, body: text } = await this.request(answerQuery, { body });
    return { status, answer: JSON.parse(text) as Record<string, unknown> };
  }

  /** One run of `webex-interval`. */
  async interval(): Promise<void> {
    let ended = 0;
    const event = { ok: () => (ended += 1) };
    await onInterval('test', event, maintain, () => this.runtime());
    if (ended !== 1) throw new Error('The handler must end once');
  }

  /** A person with a Webex account who is connected to Pigdin. */
  async connected(
    name: string,
  ): Promise<{ person: FakePerson; key: UserKey; accessToken: string; refreshToken: string }> {
    const person = this.webex.addPerson(name);
    const tokens = this.webex.signIn(person);
    const outcome = await this.control(setupOf(person, tokens));
    if (!outcome.passed) throw new Error(`Not connected: ${JSON.stringify(outcome.refusal)}`);
    this.published.length = 0;
    return { person, key: userKey(person), ...tokens };
  }

  record(key: UserKey): Record<string, unknown> | undefined {
    const value = this.values.get(`user:${key}`);
    return value && (JSON.parse(value.text) as Record<string, unknown>);
  }

  /** The webhook of the first user who was connected. */
  get webhook(): FakeWebhook {
    const [webhook] = this.webex.webhooks;
    if (!webhook) throw new Error('There is no webhook');
    return webhook;
  }

  /** Everything that must never reach a log. */
  secrets(): string[] {
    const { accessTokens, refreshTokens, webhooks, client } = this.webex;
    return [
      SECRET,
      client.secret,
      ...accessTokens.keys(),
      ...refreshTokens.keys(),
      ...webhooks.map(({ secret }) => secret),
    ];
  }
}

export const setupOf = (person: FakePerson, tokens: { accessToken: string; refreshToken: string }) => ({
  id: randomUUID(),
  task: 'newUserSetup',
  platform: 'webex',
  userId: person.id,
  access_token: tokens.accessToken,
  refresh_token: tokens.refreshToken,
});

export function channelIn(person: FakePerson, { id }: FakeRoom, layout: 'nested' | 'flat' = 'nested'): string {
  const room = keyOf(id, 'ROOM');
  if (!room) throw new Error(`Not the id of a room: ${id}`);
  return channelOf(layout, userKey(person), room);
}
