/**
 * The doctor's own way to PubNub: one step at a time what the bridge does there, and what PubNub says to it. Beside
 * `bridge/pubnub.ts` the only file that imports the PubNub SDK.
 */
import PubNub from 'pubnub';
import * as z from 'zod';
import { grantFor } from '../bridge/access.ts';
import type { Received } from '../bridge/delivered.ts';
import type { Refusal } from '../bridge/envelope.ts';
import type { RegisteredUser } from '../bridge/ports.ts';
import { statusCode } from '../bridge/pubnub-errors.ts';
import { payload, registered, sdkOptions } from '../bridge/pubnub.ts';
import { refusalIn } from '../bridge/refusal.ts';
import type { PubNubConfig } from '../config.ts';

/** PubNub refused, or did not answer; the message is in its words. */
export class PubNubFault extends Error {
  override readonly name = 'PubNubFault';
  /** Of HTTP; undefined where there was no answer. */
  readonly status: number | undefined;

  constructor(status: number | undefined, said: string) {
    super(said);
    this.status = status;
  }
}

export interface Probe {
  readonly channel: string;
  readonly message: object;
  readonly meta?: Readonly<Record<string, string>>;
  /** Whether subscribers and history get it, for an hour; otherwise only Functions do. */
  readonly delivered?: boolean;
}

/** Hears everything on its channels from its beginning on. */
export interface Ear {
  /** The first message that fits, past or future; undefined where none comes in time. */
  hear(fits: (received: Received) => boolean, patienceMs: number): Promise<Received | undefined>;
  close(): void;
}

/** An account in App Context that a Function has proven. */
export interface KnownAccount extends RegisteredUser {
  readonly signedOut: boolean;
}

const NOT_FOUND = 404;

/** The SDK waits for five minutes. */
const CONNECT_MS = 15_000;

/** The methods that ask PubNub throw a PubNubFault. */
export class PubNubProbe {
  readonly #config: PubNubConfig;
  readonly #pubnub: PubNub;
  #token: string | undefined;

  constructor(config: PubNubConfig) {
    this.#config = config;
    this.#pubnub = new PubNub(sdkOptions(config));
  }

  /** Milliseconds since 1970, by PubNub's clock. */
  async time(): Promise<number> {
    const { timetoken } = await this.#pubnub.time().catch(fault);
    return Number(timetoken) / 10_000;
  }

  /** Has Access Manager grant the bridge's own rights; what follows is done with them. */
  async authorize(secretKey: string): Promise<void> {
    const granter = new PubNub({ ...sdkOptions(this.#config), secretKey });
    this.#token = await granter.grantToken(grantFor(this.#config.userId)).catch(fault);
    this.#pubnub.setToken(this.#token);
  }

  /** The Refusal of a Function that ran before the publish; undefined where it was published. */
  async publish({ channel, message, meta, delivered = false }: Probe): Promise<Refusal | undefined> {
    const kept = { storeInHistory: delivered, replicate: delivered, ...(delivered ? { ttl: 1 } : {}) };
    try {
      await this.#pubnub.publish({ channel, message: payload(message), ...(meta ? { meta } : {}), ...kept });
      return undefined;
    } catch (error) {
      return refusalIn(error) ?? fault(error);
    }
  }

  async history(channel: string): Promise<unknown[]> {
    const { channels } = await this.#pubnub.fetchMessages({ channels: [channel], count: 1 }).catch(fault);
    return (channels[channel] ?? []).map(({ message }) => message);
  }

  /** Whether App Context knows this user. */
  async isKnown(uuid: string): Promise<boolean> {
    try {
      await this.#pubnub.objects.getUUIDMetadata({ uuid });
      return true;
    } catch (error) {
      return statusCode(error) === NOT_FOUND ? false : fault(error);
    }
  }

  /** At most a hundred. A keyset may forbid to list users. */
  async accounts(): Promise<KnownAccount[]> {
    const { data } = await this.#pubnub.objects
      .getAllUUIDMetadata({ filter: 'type == "account"', include: { customFields: true } })
      .catch(fault);
    return data.flatMap((entry) => {
      const account = registered(this.#config.secret, entry);
      return account ? [{ ...account, signedOut: entry.status === 'signed-out' }] : [];
    });
  }

  /** Resolves once PubNub has taken the subscription. */
  async listen(channels: string[]): Promise<Ear> {
    const pubnub = new PubNub(sdkOptions(this.#config));
    if (this.#token !== undefined) pubnub.setToken(this.#token);
    const heard: Received[] = [];
    const waiting = new Set<() => void>();
    const connected = Promise.withResolvers<void>();
    pubnub.addListener({
      message: ({ channel, timetoken, message }) => {
        heard.push({ channel, timetoken, message });
        for (const wake of waiting) wake();
      },
      status: (status) => {
        if (status.category === PubNub.CATEGORIES.PNConnectedCategory) connected.resolve();
        if (status.category === PubNub.CATEGORIES.PNConnectionErrorCategory) {
          connected.reject(new PubNubFault(undefined, `no subscription (${wordOf(status)})`));
        }
      },
    });
    pubnub.subscribe({ channels });
    const late = setTimeout(() => connected.reject(new PubNubFault(undefined, 'no answer')), CONNECT_MS);
    try {
      await connected.promise;
    } catch (error) {
      pubnub.destroy();
      throw error;
    } finally {
      clearTimeout(late);
    }
    return {
      async hear(fits, patienceMs) {
        const until = AbortSignal.timeout(patienceMs);
        for (;;) {
          const found = heard.find(fits);
          if (found || until.aborted) return found;
          const { promise, resolve } = Promise.withResolvers<void>();
          waiting.add(resolve);
          until.addEventListener('abort', () => resolve(), { once: true });
          await promise;
          waiting.delete(resolve);
        }
      },
      close: () => pubnub.destroy(),
    };
  }

  close(): void {
    this.#pubnub.destroy();
  }
}

/** Such as PNAccessDeniedCategory, where the SDK tells. */
const wordOf = (status: object): string => ('error' in status ? String(status.error) : 'unknown');

function fault(error: unknown): never {
  const parsed = Said.safeParse(error);
  const words = parsed.success ? parsed.data.status.errorData : error instanceof Error ? error.message : String(error);
  throw new PubNubFault(statusCode(error), words);
}

/** PubNub's own words: each of its services has a form of its own. */
const Said = z.object({
  status: z.object({
    errorData: z.union([
      z.string(),
      z.object({ error_message: z.string() }).transform((data) => data.error_message),
      z.object({ message: z.string() }).transform((data) => data.message),
      z.object({ error: z.object({ message: z.string() }) }).transform((data) => data.error.message),
    ]),
  }),
});
