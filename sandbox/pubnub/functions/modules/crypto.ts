import { createHash, createHmac } from 'node:crypto';
import type { Guard } from './guard.ts';

const ALGORITHM = { HMAC_SHA1: 'HmacSHA1', HMAC_SHA256: 'HmacSHA256', HMAC_SHA512: 'HmacSHA512' } as const;
const HASHES: Readonly<Record<string, string>> = { HmacSHA1: 'sha1', HmacSHA256: 'sha256', HmacSHA512: 'sha512' };

/** `require('crypto')`: the key of an HMAC is base64; its result is URL-safe base64 with padding, unlike a hash's. */
export function cryptoModule(guard: Guard): Record<string, unknown> {
  const hash = (algorithm: string) =>
    guard.promised((message: string) => createHash(algorithm).update(message).digest('base64'));
  return {
    ALGORITHM,
    hmac: guard.promised((key: string, message: string, algorithm: string) => {
      const name = HASHES[algorithm];
      if (name === undefined) throw new Error(`Unknown algorithm: ${algorithm}`);
      const mac = createHmac(name, Buffer.from(key, 'base64')).update(message).digest('base64');
      return mac.replaceAll('+', '-').replaceAll('/', '_');
    }),
    sha1: hash('sha1'),
    sha256: hash('sha256'),
    sha512: hash('sha512'),
  };
}
