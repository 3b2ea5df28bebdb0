import { parseSignInChannel } from './channels.ts';
import { decodeEnvelope, decodeSignIn, type Decoded } from './envelope-schema.ts';
import type { Envelope } from './envelope.ts';
import { isProven } from './sign.ts';
import type { SignInNews } from './sign-in.ts';

/**
 * What PubNub delivered, verified and parsed. Whoever knows the publish key can publish: only what a Function or this app
 * signed is taken.
 */
export function readDelivered(secret: string, channel: string, message: unknown): Decoded<Envelope | SignInNews> {
  if (!isProven(secret, channel, message)) return { ok: false, why: 'carries no valid proof of its sender' };
  return parseSignInChannel(channel) === undefined ? decodeEnvelope(message) : decodeSignIn(message);
}
