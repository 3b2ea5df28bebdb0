/** Asks the Function `webex-query`, over HTTP. */
import { randomUUID } from 'node:crypto';
import pRetry from 'p-retry';
import { BridgeError, refused } from './bridge/errors.ts';
import type { UserKey } from './bridge/ids.ts';
import type { Queries } from './bridge/ports.ts';
import { QUERY_PATH, type Answers, type QueryArgs, type QueryName } from './bridge/query.ts';
import { refusalIn } from './bridge/refusal.ts';
import { sign } from './bridge/sign.ts';
import { texts } from './bridge/texts.ts';

export interface QueryClientOptions {
  /** Where the Functions answer HTTP requests; without a trailing slash. */
  readonly functionsUrl: string;
  /** Shared with the Functions. */
  readonly secret: string;
  readonly fetch?: typeof fetch;
}

/** A Function runs for ten seconds at most. */
const TIMEOUT_MS = 15_000;
const RETRY = { retries: 2, minTimeout: 250 };

/** Every attempt is signed anew: a query works once, and for a minute. */
export function createQueryClient({ functionsUrl, secret, fetch: send = fetch }: QueryClientOptions): Queries {
  async function attempt<Name extends QueryName>(
    account: UserKey,
    query: Name,
    args: QueryArgs[Name],
  ): Promise<Answers[Name]> {
    const asked = { id: randomUUID(), account, query, args };
    const body = JSON.stringify({ ...asked, proof: sign(secret, QUERY_PATH, asked) });
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await send(`${functionsUrl}/${QUERY_PATH}`, { method: 'POST', headers, body, signal }).catch(
      unreachable,
    );
    const answered: unknown = await answer.json().catch(unreachable);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own Function's answer; both sides share its type
    if (answer.ok) return answered as Answers[Name];
    const refusal = refusalIn(answered);
    throw refusal ? refused(refusal) : unreachable();
  }

  return {
    ask: (account, query, args) =>
      pRetry(() => attempt(account, query, args), {
        ...RETRY,
        shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable,
      }),
  };
}

function unreachable(cause?: unknown): never {
  throw new BridgeError('pubnub-unreachable', 'webex-query did not answer', {
    cause,
    retryable: true,
    userMessage: texts.webexAway,
  });
}
