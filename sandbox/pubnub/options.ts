import type { AddOns } from './add-ons.ts';
import type { PubNubEntry } from './entry.ts';
import type { Limits } from './functions/limits.ts';
import type { Keyset } from './keyset.ts';
import type { WildcardReading } from './names.ts';

/** What the Admin API wants to see. */
export interface AdminAccess {
  /** Of a service integration. */
  readonly apiKey: string;
  /** The number of the keyset in the portal, not its subscribe key. */
  readonly keysetId: number;
}

export interface PubNubOptions {
  /** Any free one unless told. */
  readonly port?: number;
  readonly keyset?: Keyset;
  /** Whether `a.*` reaches `a.b.c`, for subscriptions and for Functions alike; `prefix` unless told. */
  readonly wildcard?: WildcardReading;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Told of everything that the journal is told. */
  readonly log?: (entry: PubNubEntry) => void;
  /** What a publisher reads whom a Function refuses: `[0, reason, timetoken]` unless told. */
  readonly abortAnswer?: 'array' | 'object';
  /** What a publish inside a Function resolves to: `[1, "Sent", timetoken]` unless told. */
  readonly publishAnswer?: 'array' | 'object';
  readonly limits?: Partial<Limits>;
  /** How long a Function may still read what another has replaced in the KV store; 0 unless told. */
  readonly kvStaleMs?: number;
  /** Whether On Interval Functions run by the clock; otherwise only by `functions.runInterval`. */
  readonly intervals?: boolean;
  /** Switches Access Manager on: every request needs a token, or the secret key's signature. */
  readonly accessManager?: boolean;
  /** Whether App Context ties memberships to their users and channels, an option of the keyset; true unless told. */
  readonly referentialIntegrity?: boolean;
  readonly admin?: AdminAccess;
  /** Those named are switched as told; all others are on. */
  readonly addOns?: Partial<AddOns>;
  /** How long a poll without a message is held; 280 s unless told. */
  readonly longPollMs?: number;
}
