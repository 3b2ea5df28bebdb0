/** The Functions as anybody reaches them over HTTP, and what their answers mean. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Refusal } from '../bridge/envelope.ts';
import type { UserKey } from '../bridge/ids.ts';
import { QUERY_PATH } from '../bridge/query.ts';
import { refusalIn } from '../bridge/refusal.ts';
import { sign } from '../bridge/sign.ts';
import type { PubNubConfig } from '../config.ts';
import { Trouble } from './check.ts';
import { jsonOf, networkWords } from './network.ts';
import { DEPLOY, READ_LOG, SAME_SECRET, SIGN_IN_AGAIN } from './remedies.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A Function runs for ten seconds at most. */
const TIMEOUT_MS = 15_000;

export class FunctionsProbe {
  readonly #config: PubNubConfig;

  constructor(config: PubNubConfig) {
    this.#config = config;
  }

  /** Throws Trouble where nothing answers at the path. */
  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const url = `${this.#config.functionsUrl}/${path}`;
    try {
      const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      throw new Trouble(
        `does not answer at ${url} (${networkWords(error)})`,
        'Check the network, and PUBNUB_ORIGIN and FUNCTIONS_URL where they are set.',
      );
    }
  }

  /** Throws Trouble for a refusal, too. */
  async ask<Out>(account: UserKey, query: 'health' | 'webhook', schema: z.ZodType<Out>): Promise<Out> {
    const asked = { id: randomUUID(), account, query, args: {} };
    const body = JSON.stringify({ ...asked, proof: sign(this.#config.secret, QUERY_PATH, asked) });
    const headers = { 'content-type': 'application/json' };
    const answer = await this.request(QUERY_PATH, { method: 'POST', headers, body });
    const refusal = refusalIn(answer.text);
    if (refusal) throw troubleOf(refusal);
    if (answer.status !== 200) throw strange(answer);
    const parsed = z.string().transform(jsonOf).pipe(schema).safeParse(answer.text);
    if (!parsed.success) throw new Trouble('gives an answer that this version of Pigdin does not understand', DEPLOY);
    return parsed.data;
  }
}

/** A Function said no, and why. */
export function troubleOf({ code, reason }: Refusal): Trouble {
  if (code === 'bad-proof') return new Trouble(`refuses what the app signs: ${reason}`, SAME_SECRET);
  if (code === 'bad-request') return new Trouble(`does not understand this version of Pigdin: ${reason}`, DEPLOY);
  if (code === 'signed-out' || code === 'not-connected') return new Trouble(reason, SIGN_IN_AGAIN);
  return new Trouble(reason, `Mend what it names: docs/deploy.md tells where each secret goes. Else: ${READ_LOG}`);
}

/** An answer that none of our Functions gives. */
export const strange = ({ status }: Answer): Trouble =>
  status === 404
    ? new Trouble('is not there: PubNub knows no Function at this path (HTTP 404)', DEPLOY)
    : new Trouble(`gives an answer that is not Pigdin's (HTTP ${status})`, READ_LOG);
