/** The rights of Access Manager v3, as bits of a token. */
const PERMISSIONS = { read: 1, write: 2, manage: 4, delete: 8, get: 32, update: 64, join: 128 } as const;

export type Permission = keyof typeof PERMISSIONS;
export type ResourceKind = 'chan' | 'grp' | 'uuid';

/** One thing that a request wants to do. */
export interface Need {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly permission: Permission;
}

type Rights = Readonly<Record<string, number>>;

export interface Grant {
  /** Seconds since 1970. */
  readonly t: number;
  /** Minutes. */
  readonly ttl: number;
  readonly res: Readonly<Record<ResourceKind, Rights>>;
  /** Regular expressions. */
  readonly pat: Readonly<Record<ResourceKind, Rights>>;
  /** The only user who may use it; anyone where undefined. */
  readonly uuid: string | undefined;
}

/** By name, or by a pattern that matches anywhere in the name. */
export function allows({ res, pat }: Grant, { kind, name, permission }: Need): boolean {
  const bit = PERMISSIONS[permission];
  const byName = res[kind][name] ?? 0;
  const byPattern = Object.entries(pat[kind])
    .filter(([pattern]) => new RegExp(pattern).test(name))
    .map(([, bits]) => bits);
  return [byName, ...byPattern].some((bits) => (bits & bit) !== 0);
}
