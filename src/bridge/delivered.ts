import { parseSignInChannel } from './channels.ts';
import { decodeEnvelope, decodeSignIn, type Decoded } from './envelope-schema.ts';
import type { Envelope } from './envelope.ts';
import { PROOF_LIFETIME_MS } from './proof.ts';
import { isProven } from './sign.ts';
import type { SignInNews } from './sign-in.ts';

/** Something that PubNub delivered or has kept. */
export interface Received {
  readonly channel: string;
  /** 17 digits: when PubNub took it in, in units of 100 nanoseconds since 1970. */
  readonly timetoken: string;
  readonly message: unknown;
}

/**
 * What PubNub delivered, verified and parsed; never throws. Whoever knows the publish key can publish, so only what a Function
 * or this app signed is taken, and only where it was published then: an old one that somebody publishes again is not. How
 * long PubNub has kept it since does not matter.
 */
export function readDelivered(
  secret: string,
  { channel, timetoken, message }: Received,
): Decoded<Envelope | SignInNews> {
  if (!isGenuine(secret, channel, message)) return { ok: false, why: 'carries no valid proof of its sender' };
  const decoded = parseSignInChannel(channel) === undefined ? decodeEnvelope(message) : decodeSignIn(message);
  const signedAt = decoded.ok ? decoded.content.proof?.at : undefined;
  if (signedAt !== undefined && Math.abs(publishedAt(timetoken) - signedAt) > PROOF_LIFETIME_MS) {
    return { ok: false, why: 'was signed long before it was published: somebody has published it again' };
  }
  return decoded;
}

/** What is nested too deeply to be looked at is nobody's. */
function isGenuine(secret: string, channel: string, message: unknown): boolean {
  try {
    return isProven(secret, channel, message);
  } catch {
    return false;
  }
}

/** Milliseconds since 1970. */
const publishedAt = (timetoken: string): number => Number(timetoken) / 10_000;
