/**
 * What a proof is made of. Pure: also bundled into the PubNub Functions. Whoever holds the shared secret (the app's `.env`
 * and PubNub's vault) computes HMAC-SHA256 over `proofText` and writes it in lowercase hex.
 *
 * The text covers the channel and the whole message but the proof itself, so a proof serves for one channel, one account
 * (`senderId` or `userId` is in the message) and one content.
 */

export interface Proof {
  /** Milliseconds since 1970, by the clock of whoever signed. */
  readonly at: number;
  /** HMAC-SHA256 in lowercase hex. */
  readonly mac: string;
}

/** A proof older than this, or from further in the future, is refused. Generous: a clock may be off. */
export const PROOF_LIFETIME_MS = 5 * 60_000;

/** In the place of a channel: what a Function proves of an entry in App Context. */
export const entryProofOf = (id: string): string => `entry ${id}`;

/** Of a person's entry, what is proven. */
export interface PersonEntry {
  /** `account` for who is connected. */
  readonly type: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly avatar?: string | undefined;
}

export const personEntry = ({ type, personId, name, email, avatar }: PersonEntry): PersonEntry => ({
  type,
  personId,
  name,
  email,
  avatar,
});

/** The exact text to sign. ASCII only, so that it does not matter how a runtime encodes strings. */
export function proofText(channel: string, at: number, message: object): string {
  const { proof: _proof, ...rest }: { proof?: unknown } = message;
  return canonicalJson(['pigdin', 1, channel, at, rest]);
}

/** JSON with sorted keys, without undefined members, and with everything beyond ASCII escaped. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
