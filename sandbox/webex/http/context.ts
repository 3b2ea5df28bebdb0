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

/** Every answer but errors has status 200; those without a body 204. */
export function json(context: WebexContext, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return context.body(JSON.stringify(body), 200, { 'Content-Type': JSON_TYPE, ...headers });
}

export const noContent = (context: WebexContext): Response => context.body(null, 204);
