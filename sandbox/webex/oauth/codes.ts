import { createHash, randomBytes } from 'node:crypto';
import { OAuthError } from '../errors.ts';
import type { Integration } from '../model.ts';
import type { Grant } from '../tokens.ts';

/** No document says how long a code lives; this is the most that RFC 6749 recommends. */
const LIFETIME_MS = 10 * 60_000;

/** 43 to 128 unreserved characters. */
const VERIFIER = /^[\w.~-]{43,128}$/;

interface Issued {
  readonly grant: Grant;
  readonly redirectUri: string;
  /** Base64url of the SHA-256 of the verifier. */
  readonly codeChallenge?: string | undefined;
}

/** What an integration shows to have its code exchanged. */
export interface Redeeming {
  readonly integration: Integration;
  readonly redirectUri: string | undefined;
  readonly codeVerifier: string | undefined;
}

/** Authorization codes: each good for once, and not for long. */
export class Codes {
  readonly #issued = new Map<string, Issued & { readonly expiresAt: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(issued: Issued): string {
    const code = randomBytes(24).toString('base64url');
    this.#issued.set(code, { ...issued, expiresAt: this.#now() + LIFETIME_MS });
    return code;
  }

  /** A code is spent by the attempt, also by a wrong one. */
  redeem(code: string, { integration, redirectUri, codeVerifier }: Redeeming): Grant {
    const issued = this.#issued.get(code);
    this.#issued.delete(code);
    if (!issued || this.#now() >= issued.expiresAt) throw invalidGrant('The authorization code is invalid or expired.');
    if (issued.grant.integration !== integration) throw invalidGrant('The code was issued to another client.');
    if (issued.redirectUri !== redirectUri) throw invalidGrant('The redirect_uri is not that of the authorization.');
    if (!isVerified(issued.codeChallenge, codeVerifier)) throw invalidGrant('The code_verifier is invalid.');
    return issued.grant;
  }
}

/** A verifier is needed exactly when a challenge was sent. */
function isVerified(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return VERIFIER.test(verifier) && createHash('sha256').update(verifier).digest('base64url') === challenge;
}

export const invalidGrant = (description: string): OAuthError => new OAuthError(400, 'invalid_grant', description);
