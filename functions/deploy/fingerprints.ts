/**
 * PubNub never shows a secret again. So that a deployment can tell whether one has changed, the keyset's key-value store
 * keeps a fingerprint of each: made slowly, so that nobody finds the secret by trying.
 */
import { scrypt, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { KeysetStore } from './store.ts';
import type { Secrets } from './wanted.ts';

/** By name of the secret. */
export type Fingerprints = Readonly<Record<string, string>>;

const KEY = 'pigdin-secret-fingerprints';
/** The longest that PubNub keeps a value. When it is gone, the secrets are written once more than needed. */
const YEAR_SECONDS = 31_536_000;
const BYTES = 16;
/** Some milliseconds for each try: enough, because these secrets are long. */
const COST: ScryptOptions = { N: 1024 };

const Note = z.record(z.string(), z.string());
const derive = promisify<string, string, number, ScryptOptions, Buffer>(scrypt);

/** @param subscribeKey makes the same secret look different in each keyset */
export async function fingerprintsOf(secrets: Secrets, subscribeKey: string): Promise<Fingerprints> {
  const made = Object.entries(secrets).map(async ([name, value]) => {
    const fingerprint = await derive(value, `pigdin ${subscribeKey} ${name}`, BYTES, COST);
    return [name, fingerprint.toString('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

/** Those of what was written last; empty where that is not known. */
export async function readFingerprints(store: KeysetStore): Promise<Fingerprints> {
  const text = await store.text(KEY);
  try {
    return Note.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

export const writeFingerprints = (store: KeysetStore, fingerprints: Fingerprints): Promise<void> =>
  store.putText(KEY, JSON.stringify(fingerprints), YEAR_SECONDS);
