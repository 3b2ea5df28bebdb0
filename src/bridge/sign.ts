/** The app's side of the shared secret; the Functions make and check theirs with PubNub's own crypto module. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { proofText, type Proof } from './proof.ts';

/** HMAC-SHA256 in lowercase hex. */
export const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

/** Signs a message for one channel. A retry signs anew: a proof expires. */
export const sign = (secret: string, channel: string, message: object, at = Date.now()): Proof => ({
  at,
  mac: hmac(secret, proofText(channel, at, message)),
});

const proven = z.object({ proof: z.object({ at: z.number(), mac: z.string() }) });

/** Whether a message was signed for this channel by somebody who shares the secret. How long ago does not matter here. */
export function isProven(secret: string, channel: string, message: unknown): boolean {
  const parsed = proven.safeParse(message);
  if (!parsed.success || typeof message !== 'object' || message === null) return false;
  const { at, mac } = parsed.data.proof;
  const expected = Buffer.from(hmac(secret, proofText(channel, at, message)));
  const given = Buffer.from(mac);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
