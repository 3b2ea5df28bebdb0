/** Known answers, none of them computed by our own code: RFC 2202 and RFC 4231, and the openssl command. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { webexNotifications } from '../../functions/platform/webex/notification.ts';
import { pubnubRuntime } from '../../functions/runtime/pubnub.ts';

/** PubNub's crypto module as it is described: the key comes in base64, the answer is URL-safe base64 with its padding. */
const crypto = {
  ALGORITHM: { HMAC_SHA1: 'sha1', HMAC_SHA256: 'sha256' },
  hmac: async (key: string, text: string, algorithm: string): Promise<string> =>
    createHmac(algorithm, Buffer.from(key, 'base64'))
      .update(text)
      .digest('base64')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
};
const modules: Readonly<Record<string, unknown>> = { crypto, 'codec/base64': { btoa } };

beforeEach(() => {
  vi.stubGlobal('pubnubModule', (name: string) => modules[name] ?? {});
});
afterEach(() => {
  vi.unstubAllGlobals();
});

interface Known {
  readonly secret: string;
  readonly body: string;
  readonly sha1: string;
  readonly sha256: string;
}

const KNOWN: readonly Known[] = [
  {
    secret: 'Jefe',
    body: 'what do ya want for nothing?',
    sha1: 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    secret: 'a-webhook-secret-0123456789',
    body: '{"id":"Y2lzY29zcGFyazovL3VzL1dFQkhPT0svZjRlNjA1NjAtNjYwMi00ZmIwLWEyNWEtOTQ5ODgxNjA5NDk3","name":"Pigdin","resource":"messages","event":"created","data":{"roomType":"group"}}',
    sha1: '01e615c294d5749a9cd5c7e2caddc182d99b1d4b',
    sha256: 'b114ba6c6f064bb0ee4e223bc207e3350ea535f56724866ea43fadadf5293c74',
  },
  {
    secret: 'a-webhook-secret-0123456789',
    body: '{"name":"Zoë 🍜 <b>"}',
    sha1: 'ca38e51217c569190eba7c2756b260088b06e521',
    sha256: 'c78f72cd1768f3df118a8bbe8829e802809e7660603a9b6bdf6a6c615f7f14f6',
  },
];

const verify = (headers: Record<string, string>, { body, secret }: Known): Promise<boolean> =>
  webexNotifications(pubnubRuntime('webex-webhook')).verify(headers, body, secret);

describe.each(KNOWN)('the signature of $body', (known) => {
  const { sha1, sha256 } = known;
  const wrong = (hex: string) => hex.replace(/^./, (first) => (first === '0' ? '1' : '0'));

  test.each<[string, Record<string, string>]>([
    ['X-Webex-Signature', { 'x-webex-signature': `SHA-256=${sha256}, SHA-512=${'0'.repeat(128)}` }],
    ['X-Webex-Signature in another order', { 'x-webex-signature': `SHA-512=${'0'.repeat(128)},SHA-256=${sha256}` }],
    ['X-Webex-Signature in capitals', { 'x-webex-signature': `sha-256=${sha256.toUpperCase()}` }],
    [
      'X-Webex-Signature, whatever the other says',
      { 'x-webex-signature': `SHA-256=${sha256}`, 'x-spark-signature': 'x' },
    ],
    ['X-Spark-Signature', { 'x-spark-signature': sha1 }],
    ['X-Spark-Signature with space around it', { 'x-spark-signature': ` ${sha1} ` }],
    [
      'X-Spark-Signature, where the other has no SHA-256',
      { 'x-webex-signature': 'SHA-512=00', 'x-spark-signature': sha1 },
    ],
  ])('is taken: %s', async (_what, headers) => {
    expect(await verify(headers, known)).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['none', {}],
    ['an empty one', { 'x-webex-signature': '', 'x-spark-signature': '' }],
    ['a wrong SHA-256', { 'x-webex-signature': `SHA-256=${wrong(sha256)}` }],
    [
      'a wrong SHA-256, although SHA-1 is right',
      { 'x-webex-signature': `SHA-256=${wrong(sha256)}`, 'x-spark-signature': sha1 },
    ],
    ['a wrong SHA-1', { 'x-spark-signature': wrong(sha1) }],
    ['the beginning of the right one', { 'x-spark-signature': sha1.slice(0, -1) }],
    ['the right one and more', { 'x-spark-signature': `${sha1}0` }],
    ['SHA-1 in the place of SHA-256', { 'x-webex-signature': `SHA-256=${sha1}` }],
    ['SHA-256 in the place of SHA-1', { 'x-spark-signature': sha256 }],
  ])('is refused: %s', async (_what, headers) => {
    expect(await verify(headers, known)).toBe(false);
  });

  test('is refused for another body, and with another secret', async () => {
    const headers = { 'x-webex-signature': `SHA-256=${sha256}` };
    expect(await verify(headers, { ...known, body: `${known.body} ` })).toBe(false);
    expect(await verify(headers, { ...known, secret: `${known.secret}x` })).toBe(false);
  });
});
