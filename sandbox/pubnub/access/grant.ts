import { Hono } from 'hono';
import { z } from 'zod';
import type { ServerBindings } from '../../faults.ts';
import type { Keyset } from '../keyset.ts';
import { answer, invalidSubscribeKey, Refusal, serviceError } from '../refusal.ts';
import type { AccessManager } from './access-manager.ts';
import type { Grant } from './permissions.ts';

const MAX_TTL_MINUTES = 43_200;

const rights = z.record(z.string(), z.number().int().min(0)).default({});
const resources = z.object({ channels: rights, groups: rights, uuids: rights }).default({
  channels: {},
  groups: {},
  uuids: {},
});
/** Only scalars. */
const meta = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({});
const GrantSchema = z.object({
  ttl: z.number().int(),
  permissions: z.object({ resources, patterns: resources, meta, uuid: z.string().optional() }),
});
type GrantRequest = z.infer<typeof GrantSchema>;

/** Granting and revoking tokens: only with the secret key. */
export function grantRoutes(keyset: Keyset, access: AccessManager): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use('/v3/pam/:sub/*', async (context, next) => {
    if (context.req.param('sub') !== keyset.subscribeKey) throw invalidSubscribeKey();
    const { method } = context.req;
    const body = method === 'POST' ? await context.req.text() : '';
    if (!access.signed({ method, url: context.env.incoming.url ?? '', body })) {
      throw serviceError(403, 'Access Manager', 'Missing signature');
    }
    await next();
  });
  app.post('/v3/pam/:sub/grant', async (context) => {
    const request = parse(await context.req.json().catch(() => undefined));
    const token = access.tokens.write(grantOf(request, access.now()), request.permissions.meta);
    return answer(context, { status: 200, data: { message: 'Success', token }, service: 'Access Manager' });
  });
  app.delete('/v3/pam/:sub/grant/:token', (context) => {
    const token = context.req.param('token');
    if (!access.tokens.read(token)) throw refused('revoke', 'Invalid token', 'Token parse error', 'token', 'path');
    access.revoke(token);
    return answer(context, { status: 200, data: { message: 'Success' }, service: 'Access Manager' });
  });
  return app;
}

function parse(body: unknown): GrantRequest {
  const parsed = GrantSchema.safeParse(body);
  if (!parsed.success) {
    const location = parsed.error.issues[0]?.path.join('.') ?? '';
    throw refused('grant', 'Invalid request', z.prettifyError(parsed.error), location);
  }
  const { ttl, permissions } = parsed.data;
  if (ttl < 1 || ttl > MAX_TTL_MINUTES) {
    throw refused('grant', 'Invalid ttl', `Range should be 1 to ${MAX_TTL_MINUTES} minute(s)`, 'ttl');
  }
  checkRights(permissions);
  return parsed.data;
}

function checkRights({ resources: named, patterns }: GrantRequest['permissions']): void {
  const bits = [named, patterns].flatMap((part) => Object.values(part)).flatMap((part) => Object.values(part));
  if (!bits.some((bit) => bit > 0)) {
    throw refused('grant', 'Invalid permissions', 'At least one permission is needed', 'permissions');
  }
  for (const [kind, part] of Object.entries(patterns)) {
    for (const pattern of Object.keys(part)) {
      if (!isRegExp(pattern)) {
        throw refused('grant', 'Invalid RegExp', pattern, `permissions.patterns.${kind}.${pattern}`);
      }
    }
  }
}

function isRegExp(text: string): boolean {
  try {
    return RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

const grantOf = ({ ttl, permissions }: GrantRequest, t: number): Grant => ({
  t,
  ttl,
  res: rightsOf(permissions.resources),
  pat: rightsOf(permissions.patterns),
  uuid: permissions.uuid,
});

const rightsOf = ({ channels, groups, uuids }: GrantRequest['permissions']['resources']): Grant['res'] => ({
  chan: channels,
  grp: groups,
  uuid: uuids,
});

function refused(source: string, message: string, detail: string, location: string, locationType = 'body'): Refusal {
  return new Refusal(400, {
    status: 400,
    error: { message, source, details: [{ message: detail, location, locationType }] },
    service: 'Access Manager',
  });
}
