import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestToHex, sameDigest, utf8Length } from '../../functions/runtime/digest.ts';

/** RFC 2202, test case 2, and RFC 4231, test case 2: key "Jefe", "what do ya want for nothing?". */
const VECTORS = {
  sha1: 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
};

describe('a digest in hex', () => {
  test.each(Object.entries(VECTORS))('is right for the RFC vector of %s in each spelling of base64', (_name, hex) => {
    const base64 = Buffer.from(hex, 'hex').toString('base64');
    const urlSafe = base64.replaceAll('+', '-').replaceAll('/', '_');
    for (const spelling of [
      base64,
      urlSafe,
      base64.replace(/=+$/, ''),
      urlSafe.replace(/=+$/, ''),
      hex,
      hex.toUpperCase(),
    ]) {
      expect(digestToHex(spelling)).toBe(hex);
    }
  });

  test.each(['', 'A', '='])('of nothing is nothing: %j', (text) => {
    expect(digestToHex(text)).toBe('');
  });

  test('is right for any text and key', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom('sha1', 'sha256'), (key, text, algorithm) => {
        const digest = createHmac(algorithm, key).update(text).digest();
        expect(digestToHex(digest.toString('base64'))).toBe(digest.toString('hex'));
        expect(digestToHex(digest.toString('base64url'))).toBe(digest.toString('hex'));
      }),
    );
  });
});

test('two digests are the same whatever the case of their hex', () => {
  expect(sameDigest(VECTORS.sha1, VECTORS.sha1.toUpperCase())).toBe(true);
  expect(sameDigest(VECTORS.sha1, VECTORS.sha1.replace('e', 'f'))).toBe(false);
  expect(sameDigest(VECTORS.sha1, `${VECTORS.sha1}0`)).toBe(false);
  expect(sameDigest('', VECTORS.sha1)).toBe(false);
});

test('the length in UTF-8 is what Node says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
  expect(utf8Length('\ud800')).toBe(3);
});
