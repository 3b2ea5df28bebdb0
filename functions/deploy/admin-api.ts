import * as z from 'zod';
import { AdminError, type Area } from './admin-error.ts';

/** The version of the Admin API this was written for; PubNub wants its date with every call. */
const VERSION = '2026-05-26';
const TIMEOUT_MS = 60_000;
const PAGE_SIZE = 100;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Behind the base address, with a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: unknown;
  /** What this does, as in "PubNub refused to …". */
  readonly doing: string;
  readonly area: Area;
}

/** Two forms: that of the Functions part, and that of the rest of the Admin API. */
const Refusal = z.union([
  z.object({ errors: z.tuple([z.object({ code: z.string(), message: z.string() })], z.unknown()) }),
  z.object({ message: z.union([z.string(), z.array(z.string())]) }),
]);

/** The size of a page may be another than was asked for. */
const Paging = z.object({ paging: z.object({ pageSize: z.number() }) });

/** PubNub's Admin API, version 2. Every call is made once: the caller decides what may be tried again. */
export class AdminApi {
  readonly #url: string;
  readonly #apiKey: string;

  /** @param url without a trailing slash */
  constructor(url: string, apiKey: string) {
    this.#url = url;
    this.#apiKey = apiKey;
  }

  /** @throws AdminError also for an answer that does not fit the schema */
  async call<Answer>(call: Call, schema: z.ZodType<Answer>): Promise<Answer> {
    const { status, text } = await this.#fetch(call);
    const parsed = schema.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    throw new AdminError({ ...call, status, code: undefined, said: z.prettifyError(parsed.error) });
  }

  /** All pages of a list. */
  async list<Item extends { id: string }>(call: Call, item: z.ZodType<Item>): Promise<Item[]> {
    const schema = z.object({ data: z.array(item), meta: Paging });
    const found = new Map<string, Item>();
    for (let page = 0; ; page += 1) {
      const { data, meta } = await this.call({ ...call, query: { ...call.query, page, size: PAGE_SIZE } }, schema);
      const known = found.size;
      for (const one of data) found.set(one.id, one);
      // A page that is not full is the last one; so is one that brings nothing new, whatever PubNub takes for full.
      if (data.length < meta.paging.pageSize || found.size === known) return [...found.values()];
    }
  }

  async #fetch(call: Call): Promise<{ status: number; text: string }> {
    const { method, body } = call;
    try {
      const response = await fetch(this.#url + call.path + queryOf(call), {
        method,
        headers: { Authorization: this.#apiKey, 'PubNub-Version': VERSION, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok) throw refusalOf(call, response, text);
      return { status: response.status, text };
    } catch (error) {
      if (error instanceof AdminError) throw error;
      throw new AdminError({ ...call, status: undefined, code: undefined, said: networkWords(error) });
    }
  }
}

function refusalOf(call: Call, { status, headers }: Response, text: string): AdminError {
  const retryAfterMs = retryAfterOf(headers.get('retry-after'));
  const parsed = Refusal.safeParse(jsonOf(text));
  if (!parsed.success)
    return new AdminError({ ...call, status, code: undefined, said: 'it gave no reason', retryAfterMs });
  if ('errors' in parsed.data) {
    const [{ code, message: said }] = parsed.data.errors;
    return new AdminError({ ...call, status, code, said, retryAfterMs });
  }
  return new AdminError({
    ...call,
    status,
    code: undefined,
    said: [parsed.data.message].flat().join('; '),
    retryAfterMs,
  });
}

/** Seconds or a date; undefined where there is none, or none to be understood. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null || header === '') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function queryOf({ query = {} }: Call): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) params.append(name, String(one));
  }
  return params.size === 0 ? '' : `?${params}`;
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node hides the reason of a failed fetch in its cause. */
function networkWords(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
