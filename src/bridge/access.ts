/** A token for PubNub's Access Manager: what it allows, and how it is renewed ahead of its end. */
import pRetry from 'p-retry';
import { CONTROL_CHANNEL } from './channels.ts';
import { describeError } from './errors.ts';
import type { Log } from './log.ts';

/** Minutes. */
export const TOKEN_TTL = 60;

const RENEW_MS = 0.75 * TOKEN_TTL * 60_000;

/** What is asked of Access Manager for the app, in the SDK's form. docs/security.md lists it, and says what each right is for. */
export const grantFor = (userId: string) => ({
  ttl: TOKEN_TTL,
  authorized_uuid: userId,
  resources: { channels: { [CONTROL_CHANNEL]: { write: true } } },
  patterns: { channels: { '^webex\\..+$': { read: true, write: true } }, uuids: { '^.+$': { get: true } } },
});

export interface AccessToken {
  /** Resolves when the first token is in use. */
  readonly ready: Promise<void>;
  /** PubNub does not take the token any more: it was revoked, or it ended while the computer slept. Gets another at once. */
  renew(): void;
  stop(): void;
}

/** Gets a token and puts it to use, again and again. Where none can be had, it tries on: the one in use may still be good. */
export function keepToken(grant: () => Promise<string>, use: (token: string) => void, log: Log): AccessToken {
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> | undefined;

  /** One at a time. */
  function renew(): Promise<void> {
    clearTimeout(timer);
    renewing ??= getToken().finally(() => (renewing = undefined));
    return renewing;
  }

  async function getToken(): Promise<void> {
    const token = await pRetry(grant, {
      retries: Infinity,
      maxTimeout: 30_000,
      signal: stopped.signal,
      onFailedAttempt: ({ error }) =>
        log.warn({ error: describeError(error) }, 'PubNub gives no access token; trying again'),
    });
    use(token);
    timer = setTimeout(renewQuietly, RENEW_MS);
  }

  const renewQuietly = (): void => void renew().catch(ignoreStop);

  return {
    ready: renew(),
    renew: renewQuietly,
    stop() {
      clearTimeout(timer);
      stopped.abort();
    },
  };
}

/** The only end that `renew` has besides success. */
const ignoreStop = (): undefined => undefined;
