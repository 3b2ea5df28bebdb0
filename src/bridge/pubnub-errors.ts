/** What went wrong at PubNub, told in the bridge's own errors. */
import { BridgeError, refused } from './errors.ts';
import { refusalIn } from './refusal.ts';
import { texts } from './texts.ts';

/** A refusal of our Function, a refusal of PubNub, or no answer at all. */
export function publishError(error: unknown): BridgeError {
  const refusal = refusalIn(error);
  if (refusal) return refused(refusal, error);
  const status = statusCode(error);
  if (status === undefined || status >= 500 || status === 429) return pubnubAway(error);
  return new BridgeError('pubnub-refused', `PubNub refused a message (HTTP ${status})`, {
    cause: error,
    userMessage: texts.webexRefused,
  });
}

/** Where Access Manager is on, a refusal may be of a token that was revoked: the next attempt has another. */
export const tokenRefused = (cause: unknown): BridgeError =>
  new BridgeError('pubnub-refused', 'PubNub refused a message; getting another access token', {
    cause,
    retryable: true,
    userMessage: texts.webexRefused,
  });

/** Undefined when there was no answer. */
export function statusCode(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  const code = typeof status === 'object' && status !== null && 'statusCode' in status ? Number(status.statusCode) : 0;
  return code > 0 ? code : undefined;
}

export function unreachable(cause: unknown): never {
  throw pubnubAway(cause);
}

const pubnubAway = (cause: unknown): BridgeError =>
  new BridgeError('pubnub-unreachable', 'PubNub could not be reached', {
    cause,
    retryable: true,
    userMessage: texts.webexAway,
  });
