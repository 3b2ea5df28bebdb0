import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyset } from '../keyset.ts';

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly body: string;
}

export type SignatureCheck = 'absent' | 'valid' | 'invalid' | 'stale';

const MAX_CLOCK_SKEW_SECONDS = 60;

/** Signature version 2: full rights for whoever holds the secret key. */
export function checkSignature(request: SignedRequest, keyset: Keyset, now: number): SignatureCheck {
  const [path = '', search = ''] = request.url.split('?');
  const query = new URLSearchParams(search);
  const given = query.get('signature');
  if (given === null) return 'absent';
  const skew = Math.abs(Number(query.get('timestamp')) - now / 1000);
  if (!(skew <= MAX_CLOCK_SKEW_SECONDS)) return 'stale';
  query.delete('signature');
  // Publishing is signed as a GET without a body, whichever way it is sent.
  const published = path.startsWith('/publish');
  const method = published ? 'GET' : request.method;
  const body = !published && (method === 'POST' || method === 'PATCH') ? request.body : '';
  const text = [method, keyset.publishKey, path, canonicalQuery(query), body].join('\n');
  const mac = createHmac('sha256', keyset.secretKey).update(text).digest('base64url');
  return sameText(given, `v2.${mac}`) ? 'valid' : 'invalid';
}

/** Sorted by key; everything but letters, digits, `-`, `_` and `.` escaped. */
const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${escape(value)}`)
    .join('&');

const escape = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!~*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
