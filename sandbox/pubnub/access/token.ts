import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { decodeCbor, encodeCbor, type CborMap } from './cbor.ts';
import type { Grant } from './permissions.ts';

const rights = z.record(z.string(), z.number());
const resources = z.object({ chan: rights, grp: rights, uuid: rights });
const TokenSchema = z.object({
  v: z.literal(2),
  t: z.number(),
  ttl: z.number(),
  res: resources,
  pat: resources,
  uuid: z.string().optional(),
  sig: z.instanceof(Uint8Array),
});

/** Access tokens, version 2 of the format: CBOR that ends in a signature, in URL-safe base64. */
export class Tokens {
  readonly #secretKey: string;

  constructor(secretKey: string) {
    this.#secretKey = secretKey;
  }

  write({ t, ttl, res, pat, uuid }: Grant, meta: CborMap): string {
    const unused = { usr: {}, spc: {} };
    const content = {
      v: 2,
      t,
      ttl,
      res: { ...res, ...unused },
      pat: { ...pat, ...unused },
      meta,
      ...(uuid === undefined ? {} : { uuid }),
    };
    return encodeCbor({ ...content, sig: this.#sign(content) }).toString('base64url');
  }

  /** Undefined for what is no token, or not of this keyset. */
  read(token: string): Grant | undefined {
    const content = decoded(token);
    const parsed = TokenSchema.safeParse(content);
    if (!content || !parsed.success) return undefined;
    const { sig: _sig, ...signed } = content;
    const { sig, t, ttl, res, pat, uuid } = parsed.data;
    const expected = this.#sign(signed);
    if (sig.length !== expected.length || !timingSafeEqual(sig, expected)) return undefined;
    return { t, ttl, res, pat, uuid };
  }

  #sign(content: CborMap): Buffer {
    return createHmac('sha256', this.#secretKey).update(encodeCbor(content)).digest();
  }
}

function decoded(token: string): CborMap | undefined {
  try {
    const value = decodeCbor(Buffer.from(token, 'base64url'));
    return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? value : undefined;
  } catch {
    return undefined;
  }
}
