import type { Context } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Grant } from '../tokens.ts';

/** What a route finds in its context. */
export interface WebexEnv {
  readonly Bindings: ServerBindings;
  readonly Variables: {
    /** Who calls, for whom, and what they may do. */
    readonly grant: Grant;
    readonly trackingId: string;
  };
}

export type WebexContext = Context<WebexEnv>;

/** Spelled as the real service does, without a space. */
export const JSON_TYPE = 'application/json;charset=UTF-8';

/** Status 200 also for what was created, unless the route has set another. */
export function json(context: WebexContext, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  for (const [name, value] of Object.entries({ 'Content-Type': JSON_TYPE, ...headers })) context.header(name, value);
  return context.body(JSON.stringify(body));
}

export const noContent = (context: WebexContext): Response => context.body(null, 204);
