import { parseSignInChannel } from './channels.ts';
import { decodeEnvelope, decodeSignIn, type Decoded } from './envelope-schema.ts';
import type { Envelope } from './envelope.ts';
import { PROOF_LIFETIME_MS, type Proof } from './proof.ts';
import { isProven } from './sign.ts';
import type { SignInNews } from './sign-in.ts';

/** Something that PubNub delivered or has kept. */
export interface Received {
  readonly channel: string;
  /** 17 digits: when PubNub took it in, in units of 100 nanoseconds since 1970. */
  readonly timetoken: string;
  readonly message: unknown;
}

/** PubNub's history may give a timetoken that the SDK has rounded; nobody publishes twice within this. */
const SAME_MS = 0.1;

/** The proofs that were seen of late: each is good for one publication, which PubNub may deliver more than once. */
export class SeenProofs {
  /** When each was published, in milliseconds since 1970. */
  readonly #publishedAt = new Map<string, number>();

  get size(): number {
    return this.#publishedAt.size;
  }

  /** Whether somebody else's publication of the same was seen before. */
  isReplay({ at, mac }: Proof, published: number): boolean {
    const first = this.#publishedAt.get(mac);
    if (first !== undefined) return Math.abs(first - published) > SAME_MS;
    this.#publishedAt.set(mac, published);
    // One that is older is refused for its age. The map gives the oldest first.
    for (const [old, when] of this.#publishedAt) {
      if (when > at - 2 * PROOF_LIFETIME_MS) break;
      this.#publishedAt.delete(old);
    }
    return false;
  }
}

/**
 * What PubNub delivered, verified and parsed; never throws. Whoever knows the publish key can publish, so only what a Function
 * or this app signed is taken, and only as it was published then: what somebody publishes again is not. How long PubNub has
 * kept it since does not matter.
 */
export function readDelivered(
  secret: string,
  { channel, timetoken, message }: Received,
  seen = new SeenProofs(),
): Decoded<Envelope | SignInNews> {
  if (!isGenuine(secret, channel, message)) return { ok: false, why: 'carries no valid proof of its sender' };
  const decoded = parseSignInChannel(channel) === undefined ? decodeEnvelope(message) : decodeSignIn(message);
  const proof = decoded.ok ? decoded.content.proof : undefined;
  if (!proof) return decoded;
  const published = publishedAt(timetoken);
  if (Math.abs(published - proof.at) > PROOF_LIFETIME_MS) {
    return { ok: false, why: 'was signed long before it was published: somebody has published it again' };
  }
  if (seen.isReplay(proof, published))
    return { ok: false, why: 'was published before: somebody has published it again' };
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
