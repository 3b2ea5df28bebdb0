import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A Slack-like id, e.g. `U0K3…`: the prefix says what it names (T, U, B, A, C, D, F, V, Ev). */
export function newId(prefix: string): string {
  return `${prefix}0${[...randomBytes(9)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')}`;
}

/** For tokens, secrets, tickets. */
export const newSecret = (bytes = 16): string => randomBytes(bytes).toString('hex');

/** What Slack generates for a block that was posted without `block_id`. */
export const newBlockId = (): string => randomBytes(4).toString('base64url').slice(0, 5);
