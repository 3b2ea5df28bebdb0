/** One call of Webex's REST API, its failures as PlatformErrors. */
import * as v from 'valibot';
import type { HttpAnswer, HttpRequest, Page, Runtime } from '../../runtime/runtime.ts';
import { jsonText } from '../../shared/json.ts';
import { PlatformError } from '../errors.ts';

/** PubNub allows five calls out per execution. */
const MAX_CALLS = 5;

/** Where Webex says 429 without Retry-After: what its Python SDK assumes. */
const DEFAULT_WAIT_SECONDS = 15;

const MAX_QUOTED = 200;

interface Call {
  readonly method: HttpRequest['method'];
  /** With its query, after the API's base address. */
  readonly path: string;
  readonly token?: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
}

export interface Api {
  /** Resolves to the answer's JSON, checked by the schema. */
  call<Schema extends v.GenericSchema>(call: Call, schema: Schema): Promise<v.InferOutput<Schema>>;
  /** An item that cannot be read is left out: it must not hide the others. */
  list<Schema extends v.GenericSchema>(call: Call, item: Schema): Promise<Page<v.InferOutput<Schema>>>;
}

/** @param baseUrl without a trailing slash */
export function webexApi(runtime: Runtime, baseUrl: string): Api {
  let calls = 0;
  const answerOf = async (call: Call): Promise<HttpAnswer> => {
    calls += 1;
    if (calls > MAX_CALLS) {
      throw new PlatformError(
        'unavailable',
        'This needed more calls to Webex than one run may make. Please try again.',
      );
    }
    const answer = await runtime.http(`${baseUrl}${call.path}`, requestOf(call)).catch(() => {
      throw new PlatformError('unavailable', 'Webex cannot be reached at the moment.');
    });
    if (answer.status < 200 || answer.status > 299) throw errorOf(answer, call);
    return answer;
  };
  return {
    call: async (call, schema) => parse((await answerOf(call)).body, schema),
    list: async (call, item) => {
      const { body, headers } = await answerOf(call);
      const { items } = parse(body, ItemsSchema);
      return {
        items: items.flatMap((each) => {
          const parsed = v.safeParse(item, each);
          return parsed.success ? [parsed.output] : [];
        }),
        next: nextPath(headers['link'] ?? '', call.path),
      };
    },
  };
}

const ItemsSchema = v.object({ items: v.array(v.unknown()) });

function parse<Schema extends v.GenericSchema>(body: string, schema: Schema): v.InferOutput<Schema> {
  const json = v.safeParse(jsonText(v.unknown()), body);
  const parsed = v.safeParse(schema, json.success ? json.output : undefined);
  if (!parsed.success) throw new PlatformError('unavailable', 'Webex gave an answer that Pigdin does not understand.');
  return parsed.output;
}

/** Behind the API's base address, like the path of the call that was answered. */
function nextPath(link: string, path: string): string | undefined {
  const [resource = ''] = path.split('?');
  const [, url = ''] = /<([^>]*)>;\s*rel="?next"?/.exec(link) ?? [];
  const at = url.indexOf(`${resource}?`);
  return at < 0 ? undefined : url.slice(at);
}

function requestOf({ method, token, json, form }: Call): HttpRequest {
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  if (json) {
    const headers = { ...authorization, 'Content-Type': 'application/json' };
    return { method, headers, body: JSON.stringify(json) };
  }
  if (form) {
    const headers = { ...authorization, 'Content-Type': 'application/x-www-form-urlencoded' };
    return { method, headers, body: query(form) };
  }
  return { method, headers: authorization };
}

/** A query, or a form, of the fields that are there. */
export const query = (fields: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(fields)
    .filter((field): field is [string, string] => field[1] !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');

function errorOf({ status, headers, body }: HttpAnswer, { form }: Call): PlatformError {
  // A form carries no token: there, OAuth's 401 is about the client, and says so.
  if (status === 401 && !form) return new PlatformError('unauthorized', 'Webex does not accept your sign-in any more.');
  if (status === 404) return new PlatformError('not-found', 'Webex does not know it, or you may not see it.');
  if (status === 429 || status === 423) {
    const asked = Number.parseInt(headers['retry-after'] ?? '', 10);
    const wait = Number.isFinite(asked) ? Math.max(1, asked) : DEFAULT_WAIT_SECONDS;
    return new PlatformError('rate-limited', `Webex asks us to wait for ${wait} seconds.`, wait);
  }
  if (status >= 500) return new PlatformError('unavailable', 'Webex has trouble at the moment.');
  const said = whatWebexSaid(body);
  const sentence = said ? `Webex refused it: ${said}` : 'Webex refused it.';
  if (status === 403) return new PlatformError('forbidden', sentence);
  return new PlatformError(/too (big|long|large)/i.test(said) ? 'too-long' : 'invalid', sentence);
}

const ErrorBody = jsonText(
  v.object({
    message: v.fallback(v.string(), ''),
    errors: v.fallback(v.array(v.object({ description: v.fallback(v.string(), '') })), []),
    error: v.fallback(v.string(), ''),
    error_description: v.fallback(v.string(), ''),
  }),
);

/** Webex's own sentence; the true cause is often in `errors`, behind a general message. Also OAuth's form of an error. */
function whatWebexSaid(body: string): string {
  const parsed = v.safeParse(ErrorBody, body);
  if (!parsed.success) return '';
  const { message, errors, error, error_description: description } = parsed.output;
  const oauth = [error, description].filter((part) => part !== '').join(': ');
  return (errors[0]?.description || message || oauth).slice(0, MAX_QUOTED);
}
