import type { Keyset } from '../keyset.ts';
import type { Publication } from '../publication.ts';

/** How a Before Publish Function ended; set by `ok` and `abort`. */
export type Verdict =
  | { readonly passed: true; readonly message: unknown }
  | { readonly passed: false; readonly reason: string };

/** The request object of a Function on publish, and how to read its verdict afterwards. */
export function publishRequest(
  publication: Publication,
  message: unknown,
  keyset: Keyset,
): { request: unknown; verdict: () => Verdict | undefined } {
  let end: 'ok' | { readonly reason: string } | undefined;
  const { connection } = publication;
  const request = {
    message,
    channels: [publication.channel],
    verb: connection.verb,
    pubkey: keyset.publishKey,
    subkey: keyset.subscribeKey,
    uri: connection.uri,
    params: { ...connection.params },
    meta: { clientip: connection.clientip, origin: connection.origin, useragent: connection.useragent },
    ok: async () => {
      end = 'ok';
      return request;
    },
    abort: async (reason?: unknown) => {
      end = { reason: textOf(reason) };
      return request;
    },
  };
  const verdict = (): Verdict | undefined => {
    if (end === 'ok') return { passed: true, message: jsonOf(request.message) };
    return end && { passed: false, ...end };
  };
  return { request, verdict };
}

function jsonOf(message: unknown): unknown {
  const text = JSON.stringify(message) as string | undefined;
  if (text === undefined) throw new Error('The Function left no message');
  return JSON.parse(text) as unknown;
}

const textOf = (reason: unknown): string =>
  typeof reason === 'string' ? reason : reason === undefined ? 'Aborted' : JSON.stringify(reason);

/** What reaches an On Request Function. */
export interface HttpRequest {
  readonly method: string;
  /** With a leading slash, without the sub-key's part; may include the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface ResponseObject {
  status: number;
  headers: Record<string, unknown>;
  send(body?: unknown, status?: number): Promise<ResponseObject>;
}

/** The request and response objects of an On Request Function. The query is in `params` and in `query`: either is documented. */
export function httpExchange(http: HttpRequest): {
  request: unknown;
  response: unknown;
  answer: () => HttpAnswer | undefined;
} {
  let answer: HttpAnswer | undefined;
  const request = {
    method: http.method,
    path: http.path,
    headers: { ...http.headers },
    body: http.body,
    params: { ...http.query },
    query: { ...http.query },
    json: async () => JSON.parse(http.body) as unknown,
  };
  const response: ResponseObject = {
    status: 200,
    headers: {},
    send: async (body: unknown = '', status = response.status) => {
      const plain = typeof body === 'string';
      answer ??= {
        status,
        headers: { 'content-type': plain ? 'text/plain' : 'application/json', ...lowercased(response.headers) },
        body: plain ? body : JSON.stringify(body),
      };
      return response;
    },
  };
  return { request, response, answer: () => answer };
}

const lowercased = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
