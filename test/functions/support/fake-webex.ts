import type { Http, HttpAnswer } from '../../../functions/runtime/runtime.ts';
import { answer as answerOf } from './fake-webex-routes.ts';
import { webexId } from './ids.ts';

export interface FakePerson {
  readonly id: string;
  readonly emails: string[];
  readonly displayName: string;
  readonly avatar?: string;
}

export interface FakeRoom {
  readonly id: string;
  title: string;
  lastActivity: string | undefined;
  readonly type: 'direct' | 'group';
  readonly members: Set<string>;
  readOnly: boolean;
}

export interface FakeMessage {
  readonly id: string;
  readonly roomId: string;
  readonly roomType: string;
  readonly personId: string;
  readonly personEmail: string;
  text?: string;
  html?: string;
  markdown?: string;
  parentId?: string;
  files?: string[];
  mentionedPeople?: string[];
  readonly created: string;
  updated?: string;
}

export interface FakeWebhook {
  readonly id: string;
  readonly owner: string;
  name: string;
  targetUrl: string;
  secret: string;
  resource: string;
  event: string;
  status: string;
}

interface Fault {
  readonly method: string;
  readonly path: RegExp;
  /** `drop`: no answer at all. */
  readonly answer: Partial<HttpAnswer> | 'drop';
  /** The work is done before the wrong answer. */
  readonly after: boolean;
  left: number;
}

/** As much of Webex as the Functions use, in memory. */
export class FakeWebex {
  readonly people = new Map<string, FakePerson>();
  readonly rooms = new Map<string, FakeRoom>();
  readonly messages: FakeMessage[] = [];
  readonly webhooks: FakeWebhook[] = [];
  /** Access token → person id. */
  readonly accessTokens = new Map<string, string>();
  readonly refreshTokens = new Map<string, string>();
  /** Code of a sign-in → what it was given for. */
  readonly codes = new Map<string, { personId: string; verifier: string | undefined; redirectUri: string }>();
  /** Whether it says how long its tokens live. */
  tellsExpiry = true;
  /** The largest page of rooms. */
  roomsAPage = 100;
  readonly client = { id: 'the-client-id', secret: 'the-client-secret' };
  readonly requests: { method: string; path: string; body: string }[] = [];
  #faults: Fault[] = [];
  #hooks: { method: string; path: RegExp; act: () => void }[] = [];
  #issued = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  addPerson(name: string): FakePerson {
    const email = `${name.toLowerCase()}@example.com`;
    const person = {
      id: webexId('PEOPLE'),
      emails: [email],
      displayName: name,
      avatar: `https://avatars.test/${name}`,
    };
    this.people.set(person.id, person);
    return person;
  }

  addRoom(title: string, members: readonly FakePerson[], type: 'direct' | 'group' = 'group'): FakeRoom {
    const room = {
      id: webexId('ROOM'),
      title,
      type,
      lastActivity: new Date(this.#now()).toISOString(),
      members: new Set(members.map(({ id }) => id)),
      readOnly: false,
    };
    this.rooms.set(room.id, room);
    return room;
  }

  addMessage(room: FakeRoom, person: FakePerson, text: string, more: Partial<FakeMessage> = {}): FakeMessage {
    const message: FakeMessage = {
      id: webexId('MESSAGE'),
      roomId: room.id,
      roomType: room.type,
      personId: person.id,
      personEmail: person.emails[0] ?? '',
      text,
      created: new Date(this.#now()).toISOString(),
      ...more,
    };
    this.messages.unshift(message);
    return message;
  }

  signIn(person: FakePerson): { accessToken: string; refreshToken: string } {
    this.#issued += 1;
    const tokens = { accessToken: `access-token-${this.#issued}`, refreshToken: `refresh-token-${this.#issued}` };
    this.accessTokens.set(tokens.accessToken, person.id);
    this.refreshTokens.set(tokens.refreshToken, person.id);
    return tokens;
  }

  /** What is asked next is answered so, in the order of the calls. */
  fail(method: string, path: RegExp, answer: Partial<HttpAnswer> | 'drop', { times = 1, after = false } = {}): void {
    this.#faults.push({ method, path, answer, after, left: times });
  }

  /** Once, before the next request that fits is answered. */
  onRequest(method: string, path: RegExp, act: () => void): void {
    this.#hooks.push({ method, path, act });
  }

  http: Http = async (url, request) => {
    const { pathname, searchParams: search } = new URL(url);
    const path = pathname.replace('/v1', '');
    const { method, body = '' } = request;
    this.requests.push({ method, path, body });
    const hook = this.#hooks.find((each) => each.method === method && each.path.test(path));
    this.#hooks = this.#hooks.filter((each) => each !== hook);
    hook?.act();
    const fault = this.#faults.find((each) => each.left > 0 && each.method === method && each.path.test(path));
    const authorization = request.headers?.['Authorization'] ?? '';
    if (!fault) return answerOf(this, { method, path, search, body, authorization });
    fault.left -= 1;
    if (fault.after) answerOf(this, { method, path, search, body, authorization });
    if (fault.answer === 'drop') throw new Error(`connect ECONNREFUSED, Authorization: ${authorization}`);
    return { status: 500, headers: {}, body: '{}', ...fault.answer };
  };

  /** The room of two people, made when they first need it. */
  directRoom(one: FakePerson, other: FakePerson): FakeRoom {
    const known = [...this.rooms.values()].find(
      ({ type, members }) => type === 'direct' && members.has(one.id) && members.has(other.id),
    );
    return known ?? this.addRoom(other.displayName, [one, other], 'direct');
  }

  addWebhook(owner: FakePerson, fields: object): FakeWebhook {
    const webhook = { id: webexId('WEBHOOK'), owner: owner.id, status: 'active', ...fields } as FakeWebhook;
    this.webhooks.push(webhook);
    return webhook;
  }

  now(): number {
    return this.#now();
  }
}
