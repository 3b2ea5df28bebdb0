import type { IncomingHttpHeaders } from 'node:http';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import type { ServerBindings } from '../../../sandbox/faults.ts';
import { Journal } from '../../../sandbox/journal.ts';
import { listen } from '../../../sandbox/server.ts';
import type { PersonHandle } from '../../../sandbox/webex/person-handle.ts';
import { startWebex, type WebexOptions, type WebexService } from '../../../sandbox/webex/service.ts';

/** A Webex of its own for one test. */
export async function webexForTest(options: WebexOptions = {}): Promise<WebexService> {
  const webex = await startWebex(options);
  onTestFinished(() => webex.close());
  return webex;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined when there is none. */
  readonly body: Record<string, unknown> | undefined;
  readonly items: Record<string, unknown>[];
  /** Empty when the answer has none. */
  readonly id: string;
}

/** A client of the API that knows nothing but HTTP. */
export interface Client {
  readonly token: string;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

export function clientOf(webex: WebexService, person: PersonHandle, scopes?: readonly string[]): Client {
  const { access_token: token } = webex.world.issueTokens(person, scopes ? { scopes } : {});
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    const init: RequestInit = { method, headers };
    if (body instanceof FormData || body instanceof URLSearchParams) init.body = body;
    else if (body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    const url = path.startsWith('http') ? path : `${webex.apiUrl}${path}`;
    return readAnswer(await fetch(url, init));
  };
  return {
    token,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
  const items = (body?.['items'] ?? []) as Record<string, unknown>[];
  return { status: response.status, headers: response.headers, body, items, id: (body?.['id'] ?? '') as string };
}

/** The address behind `rel="next"`. */
export const nextOf = ({ headers }: Answer): string | undefined =>
  /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: Notification;
}

/** The body of a delivery. */
export interface Notification {
  readonly id: string;
  readonly resource: string;
  readonly event: string;
  readonly createdBy: string;
  readonly actorId: string;
  readonly data: Record<string, unknown>;
}

export interface Receiver {
  readonly url: string;
  readonly received: Journal<Received>;
  /** What it answers from now on; 200 at first. */
  answer(status: number | 'never'): void;
  /** `resource:event` of all that came. */
  heard(): string[];
}

/** A public endpoint that takes webhooks. */
export async function receiverForTest(): Promise<Receiver> {
  const received = new Journal<Received>();
  let status: number | 'never' = 200;
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.post('/hook', async (context) => {
    const raw = await context.req.text();
    received.add({ headers: context.env.incoming.headers, raw, body: JSON.parse(raw) as Notification });
    if (status === 'never') return new Promise<Response>(() => undefined);
    return new Response(null, { status });
  });
  const server = await listen(app);
  onTestFinished(() => server.close());
  return {
    url: `${server.url}/hook`,
    received,
    answer: (next) => {
      status = next;
    },
    heard: () => received.entries.map(({ body }) => `${body.resource}:${body.event}`),
  };
}

/** Two people in one room, and the client of the first. */
export async function launchRoom(options: WebexOptions = {}) {
  const webex = await webexForTest(options);
  const ann = webex.world.addPerson({ name: 'Ann Lee', email: 'ann@example.com' });
  const bob = webex.world.addPerson({ name: 'Bob Ray', email: 'bob@example.com' });
  const room = webex.world.addRoom({ title: 'Launch', people: [ann, bob] });
  return { webex, ann, bob, room, client: clientOf(webex, ann) };
}
