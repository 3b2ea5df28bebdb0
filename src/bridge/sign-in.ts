/**
 * Signing in at Webex: what the app puts into the `state` of Webex's authorize page, and what it hears of the outcome.
 * Pure: also bundled into the PubNub Functions. Both sides compute HMAC-SHA256 with the shared secret, in lowercase hex.
 */
import { isUuid } from './ids.ts';
import { canonicalJson, type Proof } from './proof.ts';

/** A state that is older is refused. */
export const SIGN_IN_LIFETIME_MS = 10 * 60_000;

/** Where Webex sends the browser back to, behind the address of the Functions. */
export const SIGN_IN_PATH = '/webex/oauth';

export interface SignIn {
  /** A random UUID of the app's: it names the PubNub channel of the outcome, and serves once. */
  readonly id: string;
  /** The Slack workspace and user who asked. */
  readonly team: string;
  readonly user: string;
  /** Theirs, for which Slack vouches; empty where Slack does not tell it. */
  readonly email: string;
  /** Milliseconds since 1970, when the button was made. */
  readonly at: number;
  /** As registered with the Webex integration; ends in SIGN_IN_PATH. */
  readonly redirectUri: string;
}

/** The text that is signed. */
export const signInText = ({ id, team, user, email, at, redirectUri }: SignIn): string =>
  canonicalJson(['pigdin sign-in', 1, id, team, user, email, at, redirectUri]);

/** The `state`: letters, digits, `-`, `_`, `%` and dots. */
export const formatState = ({ id, team, user, email, at, redirectUri }: SignIn, mac: string): string =>
  [id, team, user, email, String(at), redirectUri, mac].map(withoutDots).join('.');

export interface SignedSignIn {
  readonly signIn: SignIn;
  readonly mac: string;
}

/** Undefined for what `formatState` did not make, to the letter. The mac is still to be checked. */
export function parseState(state: string): SignedSignIn | undefined {
  const [id, team, user, email = '', at, redirectUri, mac] = state.split('.').map(decoded);
  if (!id || !isUuid(id) || !team || !user || !at || !redirectUri || !mac) return undefined;
  const signIn = { id, team, user, email, at: Number(at), redirectUri };
  return formatState(signIn, mac) === state ? { signIn, mac } : undefined;
}

/**
 * Signed, it is PKCE's code verifier: it never leaves app and Function, and the Function needs no note of it. The challenge
 * of the authorize page is its SHA-256 in unpadded URL-safe base64.
 */
export const verifierText = (state: string): string => `pigdin code verifier\n${state}`;

/** How a sign-in ended. */
export type SignInOutcome =
  | 'connected'
  /** The person did not consent. */
  | 'denied'
  | 'expired'
  | 'replayed'
  /** Webex did not take the code. */
  | 'refused'
  /** The Webex person is connected by another Slack user. */
  | 'taken'
  /** Webex is away, or the installation is not complete. */
  | 'unavailable';

/** Published on the sign-in's channel. Its proof says that it comes from the Function. */
export interface SignInNews {
  readonly v: 1;
  readonly kind: 'sign-in';
  /** Of the sign-in. */
  readonly id: string;
  readonly outcome: SignInOutcome;
  /** A sentence for the Slack user. */
  readonly reason: string;
  /** Only when connected: the Webex person. */
  readonly senderId?: string | undefined;
  readonly senderName?: string | undefined;
  readonly senderEmail?: string | undefined;
  readonly senderAvatar?: string | undefined;
  readonly proof: Proof;
}

const withoutDots = (text: string): string =>
  encodeURIComponent(text).replace(/[.!~*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
