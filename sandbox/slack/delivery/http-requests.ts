import { createHmac } from 'node:crypto';
import type { Clock } from '../state/clock.ts';
import { newSecret } from '../state/ids.ts';
import type { Timing } from '../timing.ts';
import type { Outcome, Parcel, Transport } from './transport.ts';

/** Where the app wants to be told. */
export interface RequestUrls {
  readonly events?: string | undefined;
  readonly interactivity?: string | undefined;
  /** By command, with its slash. */
  readonly commands: Readonly<Record<string, string | undefined>>;
}

interface HttpRequestsOptions {
  readonly signingSecret: string;
  readonly verificationToken: string;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly urls: RequestUrls;
}

interface Body {
  readonly text: string;
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
}

/** Documented: more than two redirects make a delivery fail. */
const MAX_REDIRECTS = 2;

/** Signed HTTP requests to the app, in place of Socket Mode. */
export class HttpRequests implements Transport {
  readonly #options: HttpRequestsOptions;
  #urls: RequestUrls;

  constructor(options: HttpRequestsOptions) {
    this.#options = options;
    this.#urls = options.urls;
  }

  /** Tells everything to one URL from now on. Rejects when it does not answer Slack's challenge. */
  async setUrl(url: string): Promise<void> {
    const { verificationToken: token } = this.#options;
    const challenge = newSecret();
    const outcome = await this.#post(url, json({ type: 'url_verification', token, challenge }));
    const isVerified = outcome.acknowledged && challengeIn(outcome.body) === challenge;
    if (!isVerified) throw new Error(`Your URL didn't respond with the value of the challenge parameter: ${url}`);
    const commands = Object.fromEntries(Object.keys(this.#urls.commands).map((command) => [command, url]));
    this.#urls = { events: url, interactivity: url, commands };
  }

  async deliver(parcel: Parcel): Promise<Outcome> {
    const url = this.#urlFor(parcel);
    if (url === undefined) return { acknowledged: false, reason: 'connection_failed' };
    const retry =
      parcel.attempt > 0
        ? { 'x-slack-retry-num': String(parcel.attempt), 'x-slack-retry-reason': parcel.reason ?? 'unknown_error' }
        : {};
    return this.#post(url, bodyOf(parcel), retry);
  }

  #urlFor({ kind, payload }: Parcel): string | undefined {
    if (kind === 'events_api') return this.#urls.events;
    if (kind === 'interactive') return this.#urls.interactivity;
    return this.#urls.commands[(payload as { command: string }).command];
  }

  async #post(url: string, body: Body, headers: Record<string, string> = {}): Promise<Outcome> {
    const timestamp = String(this.#options.clock.seconds());
    const request = {
      method: 'POST',
      redirect: 'manual' as const,
      body: body.text,
      headers: {
        ...headers,
        'content-type': body.type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': this.#sign(timestamp, body.text),
      },
      signal: AbortSignal.timeout(this.#options.timing.ackMs),
    };
    try {
      return await outcomeOf(await follow(url, request));
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      return { acknowledged: false, reason: isLate ? 'http_timeout' : 'connection_failed' };
    }
  }

  #sign(timestamp: string, body: string): string {
    const hmac = createHmac('sha256', this.#options.signingSecret);
    return `v0=${hmac.update(`v0:${timestamp}:${body}`).digest('hex')}`;
  }
}

const json = (value: object): Body => ({ text: JSON.stringify(value), type: 'application/json' });

function bodyOf({ kind, payload }: Parcel): Body {
  if (kind === 'events_api') return json(payload);
  const fields = kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  return { text: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
}

/** The last answer of at most two redirects. */
async function follow(url: string, request: RequestInit): Promise<Response> {
  let response = await fetch(url, request);
  for (let count = 0; count < MAX_REDIRECTS && isRedirect(response); count += 1) {
    await response.body?.cancel();
    response = await fetch(new URL(response.headers.get('location') ?? '', response.url), request);
  }
  return response;
}

const isRedirect = ({ status }: Response): boolean => status === 301 || status === 302;

async function outcomeOf(response: Response): Promise<Outcome> {
  const text = await response.text();
  if (response.ok) return { acknowledged: true, body: parsed(text) };
  const reason = isRedirect(response) ? 'too_many_redirects' : 'http_error';
  return { acknowledged: false, reason, noRetry: response.headers.get('x-slack-no-retry') === '1' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** As JSON, or as the body itself. */
function challengeIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'challenge' in body ? body.challenge : body;
}
