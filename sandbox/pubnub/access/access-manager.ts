import type { Keyset } from '../keyset.ts';
import { Refusal, serviceError } from '../refusal.ts';
import { allows, type Grant, type Need } from './permissions.ts';
import { checkSignature, type SignedRequest } from './signature.ts';
import { Tokens } from './token.ts';

const SERVICE = 'Access Manager';

/** Who asks: the token and the uuid of the query. */
export interface Caller {
  readonly token: string | undefined;
  readonly uuid: string;
}

/** Access Manager v3 of one keyset. */
export class AccessManager {
  /** Whether it is switched on for the keyset; grants work either way. */
  enabled: boolean;
  readonly tokens: Tokens;
  readonly #keyset: Keyset;
  readonly #now: () => number;
  readonly #revoked = new Set<string>();

  constructor(keyset: Keyset, now: () => number, enabled: boolean) {
    this.#keyset = keyset;
    this.#now = now;
    this.enabled = enabled;
    this.tokens = new Tokens(keyset.secretKey);
  }

  /** Seconds since 1970. */
  now(): number {
    return Math.floor(this.#now() / 1000);
  }

  revoke(token: string): void {
    this.#revoked.add(token);
  }

  /** Whether the secret key signed it. Throws a Refusal where something else did. */
  signed(request: SignedRequest): boolean {
    const check = checkSignature(request, this.#keyset, this.#now());
    if (check === 'invalid') throw serviceError(403, SERVICE, 'Invalid Signature');
    if (check === 'stale') throw serviceError(400, SERVICE, 'Invalid Timestamp');
    return check === 'valid';
  }

  /** Throws a Refusal with 403 unless the caller's token covers every need. */
  check({ token, uuid }: Caller, needs: readonly Need[]): void {
    const grant = this.#grantOf(token);
    if (grant.uuid !== undefined && grant.uuid !== uuid) throw forbidden(needs);
    const missing = needs.filter((need) => !allows(grant, need));
    if (missing.length > 0) throw forbidden(missing);
  }

  #grantOf(token: string | undefined): Grant {
    if (!token) throw forbidden([]);
    const grant = this.tokens.read(token);
    if (!grant) throw serviceError(403, SERVICE, 'Invalid token');
    if (this.#revoked.has(token)) throw serviceError(403, SERVICE, 'Token is revoked.');
    if (this.now() >= grant.t + grant.ttl * 60) throw serviceError(403, SERVICE, 'Token is expired.');
    return grant;
  }
}

/** Names what was missing, as PubNub does. */
function forbidden(needs: readonly Need[]): Refusal {
  const names = (kind: Need['kind']): string[] => needs.filter((need) => need.kind === kind).map(({ name }) => name);
  const payload = { channels: names('chan'), 'channel-groups': names('grp'), uuids: names('uuid') };
  return new Refusal(403, {
    message: 'Forbidden',
    payload: Object.fromEntries(Object.entries(payload).filter(([, list]) => list.length > 0)),
    error: true,
    service: SERVICE,
    status: 403,
  });
}
