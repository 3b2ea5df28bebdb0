import { randomBytes } from 'node:crypto';
import type { Integration, Person } from './model.ts';
import type { Switches } from './switches.ts';

/** Seconds, as the documented answer says: 90 days less one second. */
const REFRESH_TOKEN_LIFETIME_S = 7_775_999;

/** What a person allowed an integration to do. */
export interface Grant {
  readonly person: Person;
  readonly integration: Integration;
  readonly scopes: ReadonlySet<string>;
}

/** The answer of the token endpoint. */
export interface TokensJson {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly refresh_token_expires_in: number;
  readonly token_type: 'Bearer';
  readonly scope: string;
}

interface Expiring {
  readonly grant: Grant;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Access and refresh tokens, and until when they are good. */
export class Tokens {
  readonly #access = new Map<string, Expiring>();
  readonly #refresh = new Map<string, Expiring>();
  readonly #now: () => number;
  readonly #switches: Pick<Switches, 'accessTokenLifetimeS' | 'refreshTokens'>;

  constructor(now: () => number, switches: Pick<Switches, 'accessTokenLifetimeS' | 'refreshTokens'>) {
    this.#now = now;
    this.#switches = switches;
  }

  issue(grant: Grant): TokensJson {
    return this.#answer(grant, newToken());
  }

  /**
   * Keeps the refresh token and moves its expiry, as observed live, unless it is switched to be good only once. Undefined
   * where it is unknown or has expired.
   */
  refresh(refreshToken: string, integration: Integration): { grant: Grant; tokens: TokensJson } | undefined {
    const grant = this.#live(this.#refresh, refreshToken);
    if (grant?.integration !== integration) return undefined;
    if (this.#switches.refreshTokens === 'kept') return { grant, tokens: this.#answer(grant, refreshToken) };
    this.#refresh.delete(refreshToken);
    return { grant, tokens: this.issue(grant) };
  }

  /** Who is behind an access token; undefined where it is unknown, has expired or was revoked. */
  grantOf(accessToken: string): Grant | undefined {
    return this.#live(this.#access, accessToken);
  }

  /** Access tokens only: the refresh token still works, as on the day that 14 days have passed. */
  expireAccess(person: Person): void {
    for (const [token, { grant }] of this.#access) if (grant.person === person) this.#access.delete(token);
  }

  revoke(person: Person, integration?: Integration): void {
    for (const tokens of [this.#access, this.#refresh]) {
      for (const [token, { grant }] of tokens) {
        if (grant.person === person && grant.integration === (integration ?? grant.integration)) tokens.delete(token);
      }
    }
  }

  #answer(grant: Grant, refreshToken: string): TokensJson {
    const accessToken = newToken();
    const { accessTokenLifetimeS } = this.#switches;
    this.#access.set(accessToken, { grant, expiresAt: this.#now() + accessTokenLifetimeS * 1000 });
    this.#refresh.set(refreshToken, { grant, expiresAt: this.#now() + REFRESH_TOKEN_LIFETIME_S * 1000 });
    return {
      access_token: accessToken,
      expires_in: accessTokenLifetimeS,
      refresh_token: refreshToken,
      refresh_token_expires_in: REFRESH_TOKEN_LIFETIME_S,
      token_type: 'Bearer',
      scope: [...grant.scopes].join(' '),
    };
  }

  #live(tokens: ReadonlyMap<string, Expiring>, token: string): Grant | undefined {
    const found = tokens.get(token);
    return found && this.#now() < found.expiresAt ? found.grant : undefined;
  }
}

const newToken = (): string => randomBytes(48).toString('base64url');
