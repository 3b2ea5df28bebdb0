/** The app's side of the proof; the Functions make and check theirs with PubNub's own crypto module. */
import { createHmac } from 'node:crypto';
import { proofText, type Proof } from './proof.ts';

/** Signs a message for one channel. A retry signs anew: a proof expires. */
export function sign(secret: string, channel: string, message: object, at = Date.now()): Proof {
  const mac = createHmac('sha256', secret)
    .update(proofText(channel, at, message))
    .digest('hex');
  return { at, mac };
}
