/** Bytes and their spellings: PubNub's crypto module speaks base64, Webex and the proof speak hex. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * A digest in lowercase hex. PubNub gives base64, plain or URL-safe, padded or not; hex passes, because the documents do
 * not say the encoding of each method.
 */
export function digestToHex(digest: string): string {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(digest)) return digest.toLowerCase();
  const plain = digest.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  let bits = '';
  for (const char of plain) bits += ALPHABET.indexOf(char).toString(2).padStart(6, '0');
  const bytes = bits.match(/.{8}/g) ?? [];
  return bytes.map((byte) => parseInt(byte, 2).toString(16).padStart(2, '0')).join('');
}

/** Compares in a time that depends only on the length: for signatures. The case of hex does not matter. */
export function sameDigest(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  let difference = 0;
  for (let at = 0; at < left.length; at += 1) difference |= left.charCodeAt(at) ^ right.charCodeAt(at);
  return difference === 0;
}

/** PubNub counts the turns of loops: this has none. A lone surrogate counts as the three bytes of its replacement. */
export const utf8Length = (text: string): number =>
  encodeURIComponent(text.replace(LONE_SURROGATE, '\ufffd')).replace(/%../g, '.').length;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
