import type { MiddlewareHandler } from 'hono';
import { forbidden, unauthorized } from '../errors.ts';
import type { State } from '../state.ts';
import type { Grant } from '../tokens.ts';
import type { WebexEnv } from './context.ts';

/** Lets only callers with a living access token through. */
export const authenticate =
  (state: State): MiddlewareHandler<WebexEnv> =>
  async (context, next) => {
    const [, token = ''] = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const grant = state.tokens.grantOf(token);
    if (!grant) throw unauthorized();
    context.set('grant', grant);
    await next();
  };

/** Lets only callers with this scope through. */
export const scoped =
  (scope: string): MiddlewareHandler<WebexEnv> =>
  async (context, next) => {
    mustHold(context.get('grant'), scope);
    await next();
  };

export function mustHold({ scopes }: Grant, scope: string): void {
  if (scopes.has(scope) || scopes.has('spark:all')) return;
  throw forbidden(
    'The server understood the request, but refused to fulfill it because the access token is missing required scopes or the user is missing required roles or licenses.',
  );
}
