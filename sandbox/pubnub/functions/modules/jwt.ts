import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Realm } from '../load.ts';

const HASHES: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

interface SignOptions {
  readonly algorithm?: string;
  /** Seconds, or a text such as `24h`. */
  readonly expiresIn?: number | string;
}

interface VerifyOptions {
  readonly algorithms?: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** `require('jwt')`: tokens signed with a shared secret. The sandbox has no RSA and no ECDSA. */
export function jwtModule(realm: Realm, now: () => number): Record<string, unknown> {
  const seconds = (): number => Math.floor(now() / 1000);
  /** Gives what it throws the name that callers tell errors apart by. */
  const attempt =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return work(...args);
      } catch (error) {
        const { name, message } = error as Error;
        throw Object.assign(realm.error(message), { name });
      }
    };
  return {
    sign: attempt((payload: Claims, secret: string, options?: SignOptions) =>
      sign(payload, secret, seconds(), options),
    ),
    verify: attempt((token: string, secret: string, options?: VerifyOptions) =>
      verify(token, secret, seconds(), options),
    ),
    decode: attempt(decode),
  };
}

function sign(payload: Claims, secret: string, now: number, options: SignOptions = {}): string {
  const { algorithm = 'HS256', expiresIn } = options;
  const exp = expiresIn === undefined ? {} : { exp: now + secondsOf(expiresIn) };
  const content = [
    { alg: algorithm, typ: 'JWT' },
    { iat: now, ...payload, ...exp },
  ]
    .map(encoded)
    .join('.');
  return `${content}.${mac(algorithm, content, secret)}`;
}

function verify(token: string, secret: string, now: number, options: VerifyOptions = {}): Claims {
  const parts = parse(token);
  if (!parts) throw invalid('jwt malformed');
  const { header, payload, content, signature } = parts;
  const { algorithms = Object.keys(HASHES) } = options;
  const algorithm = algorithms.find((name) => name === header['alg']);
  if (algorithm === undefined) throw invalid('invalid algorithm');
  if (!same(signature, mac(algorithm, content, secret))) throw invalid('invalid signature');
  if (typeof payload['exp'] === 'number' && payload['exp'] <= now) throw named('TokenExpiredError', 'jwt expired');
  for (const [option, claim] of [
    ['issuer', 'iss'],
    ['audience', 'aud'],
  ] as const) {
    const wanted = options[option];
    if (wanted !== undefined && payload[claim] !== wanted) throw invalid(`jwt ${option} invalid`);
  }
  return payload;
}

function decode(token: string, { complete = false }: { complete?: boolean } = {}): unknown {
  const parts = parse(token);
  if (!parts) return null;
  const { header, payload, signature } = parts;
  return complete ? { header, payload, signature } : payload;
}

function mac(algorithm: string, content: string, secret: string): string {
  const hash = HASHES[algorithm];
  if (hash === undefined) throw invalid(`The sandbox has no algorithm ${algorithm}`);
  return createHmac(hash, secret).update(content).digest('base64url');
}

const invalid = (message: string): Error => named('JsonWebTokenError', message);

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function secondsOf(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  return Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
}

function parse(token: string): { header: Claims; payload: Claims; content: string; signature: string } | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  try {
    return { header: decoded(header), payload: decoded(payload), content: `${header}.${payload}`, signature };
  } catch {
    return undefined;
  }
}

const decoded = (part: string): Claims => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
