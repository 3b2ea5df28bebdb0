/** Between PubNub's handlers and our logic: what arrives is put in order, and nothing that is thrown escapes. */
import { nameOf, refusalOf } from '../shared/refusal.ts';
import type { IntervalEvent, OnRequestRequest, OnRequestResponse, PublishRequest } from './modules.ts';
import { pubnubRuntime } from './pubnub.ts';
import type { Runtime } from './runtime.ts';

export interface Publication {
  readonly channel: string;
  readonly message: unknown;
  /** JSON text, where the publisher gave a meta. */
  readonly meta: unknown;
  readonly subscribeKey: string | undefined;
}

export interface HttpCall {
  /** Lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly subscribeKey: string | undefined;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends with `ok`, with the message replaced where the work gives one, or with `abort` and a Refusal in JSON. */
export async function beforePublish(
  name: string,
  request: PublishRequest,
  work: (runtime: Runtime, publication: Publication) => Promise<object | undefined>,
  runtimeOf = pubnubRuntime,
): Promise<unknown> {
  let runtime: Runtime | undefined;
  try {
    runtime = runtimeOf(name);
    const replaced = await work(runtime, {
      channel: request.channels[0] ?? '',
      message: request.message,
      meta: request.params?.meta,
      subscribeKey: request.subkey,
    });
    if (replaced) request.message = replaced;
    return request.ok();
  } catch (error) {
    runtime?.log('refused', { error: nameOf(error) });
    return request.abort(JSON.stringify(refusalOf(error)));
  }
}

/** Answers whatever happens: 500 where the work throws. */
export async function onRequest(
  name: string,
  request: OnRequestRequest,
  response: OnRequestResponse,
  work: (runtime: Runtime, call: HttpCall) => Promise<HttpReply>,
  runtimeOf = pubnubRuntime,
): Promise<unknown> {
  const { status, body, headers = {} } = await replyTo(request, work, () => runtimeOf(name));
  response.headers = { ...response.headers, ...headers };
  return response.send(body, status);
}

async function replyTo(
  request: OnRequestRequest,
  work: (runtime: Runtime, call: HttpCall) => Promise<HttpReply>,
  open: () => Runtime,
): Promise<HttpReply> {
  let runtime: Runtime | undefined;
  try {
    runtime = open();
    return await work(runtime, callOf(request));
  } catch (error) {
    runtime?.log('failed', { error: nameOf(error) });
    return { status: 500, body: 'Pigdin could not do this. Its log in PubNub says why.' };
  }
}

/** One run more or less does not matter: the next one goes on. */
export async function onInterval(
  name: string,
  event: IntervalEvent,
  work: (runtime: Runtime, subscribeKey: string | undefined) => Promise<void>,
  runtimeOf = pubnubRuntime,
): Promise<unknown> {
  let runtime: Runtime | undefined;
  try {
    runtime = runtimeOf(name);
    await work(runtime, event.subkey);
  } catch (error) {
    runtime?.log('failed', { error: nameOf(error) });
  }
  return event.ok();
}

const callOf = ({ headers, params, query, body, subkey }: OnRequestRequest): HttpCall => ({
  headers: Object.fromEntries(texts(headers).map(([name, value]) => [name.toLowerCase(), value])),
  query: Object.fromEntries([...texts(params), ...texts(query)]),
  body: typeof body === 'string' ? body : '',
  subscribeKey: subkey,
});

const texts = (fields: OnRequestRequest['headers']): [string, string][] =>
  Object.entries(fields ?? {}).filter((field): field is [string, string] => typeof field[1] === 'string');
