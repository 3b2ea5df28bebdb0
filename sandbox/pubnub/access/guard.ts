import type { MiddlewareHandler } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { AccessManager } from './access-manager.ts';
import { needsOf } from './needs.ts';

/** Lets through what Access Manager allows, in front of every route. Requests signed with the secret key may do all. */
export function accessGuard(access: AccessManager): MiddlewareHandler<{ Bindings: ServerBindings }> {
  return async (context, next) => {
    if (!access.enabled) return next();
    const { method } = context.req;
    const url = context.env.incoming.url ?? '';
    const parts = partsOf(url);
    // A published body is not read here: it may be compressed, and no signature covers it.
    const body = method === 'PATCH' ? await context.req.text() : '';
    const needs = needsOf({ method, parts, body });
    if (needs === undefined || access.signed({ method, url, body })) return next();
    access.check({ token: context.req.query('auth'), uuid: context.req.query('uuid') ?? '' }, needs);
    return next();
  };
}

/** Of the raw path, so that an escaped slash stays inside its part. */
const partsOf = (url: string): string[] =>
  (url.split('?')[0] ?? '')
    .split('/')
    .slice(1)
    .map((part) => unescaped(part));

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
