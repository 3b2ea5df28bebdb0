import * as v from 'valibot';
import { PROOF_LIFETIME_MS, proofText, type Proof } from '../../src/bridge/proof.ts';
import { sameDigest } from '../runtime/digest.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { JsonObject } from './json.ts';
import { Refused } from './refusal.ts';
import { sharedSecret } from './settings.ts';

const ProofSchema = v.object({ at: v.number(), mac: v.string() });

/** Gives the proof when it is right, and refuses otherwise. */
export async function checkProof(
  runtime: Runtime,
  channel: string,
  message: JsonObject,
  lifetimeMs = PROOF_LIFETIME_MS,
): Promise<Proof> {
  const parsed = v.safeParse(ProofSchema, message['proof']);
  if (!parsed.success) throw new Refused('bad-proof', 'This request carries no proof of who sends it.');
  const { at, mac } = parsed.output;
  if (!sameDigest(mac, await macOf(runtime, channel, at, message))) {
    throw new Refused('bad-proof', 'The proof of this request is wrong: its sender does not share our secret.');
  }
  if (!(Math.abs(runtime.now() - at) <= lifetimeMs)) {
    throw new Refused('bad-proof', 'The proof of this request has expired, or a clock is wrong. Please send it again.');
  }
  return parsed.output;
}

/** Refuses a proof that was used before: for requests that must not be replayed. */
export async function useProofOnce(runtime: Runtime, { mac }: Proof): Promise<void> {
  if ((await runtime.kv.increment(`proof:${mac.toLowerCase()}`)) > 1) {
    throw new Refused('bad-proof', 'This request was made before. Please sign a new one.');
  }
}

/** What the Functions say to the app, so that nobody else can say it. */
export async function proveTo(runtime: Runtime, channel: string, message: JsonObject): Promise<Proof> {
  const at = runtime.now();
  return { at, mac: await macOf(runtime, channel, at, message) };
}

/** Publishes what the app takes: it drops everything without a proof. */
export async function publishProven(runtime: Runtime, channel: string, message: object): Promise<void> {
  await runtime.publish(channel, { ...message, proof: await proveTo(runtime, channel, { ...message }) });
}

/** Lowercase hex. */
export async function macOf(runtime: Runtime, channel: string, at: number, message: JsonObject): Promise<string> {
  return runtime.hmac('SHA256', await sharedSecret(runtime), proofText(channel, at, message));
}
