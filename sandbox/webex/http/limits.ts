import type { MiddlewareHandler } from 'hono';
import { tooManyRequests } from '../errors.ts';
import type { Person } from '../model.ts';
import type { State } from '../state.ts';
import type { WebexEnv } from './context.ts';

const MINUTE_MS = 60_000;

/** Counts each person's requests by the minute, over all their tokens. */
export function rateLimit(state: State): MiddlewareHandler<WebexEnv> {
  const windows = new Map<Person, { startedAt: number; count: number }>();
  return async (context, next) => {
    const { person } = context.get('grant');
    const now = state.now();
    const running = windows.get(person);
    const window = running && now - running.startedAt < MINUTE_MS ? running : { startedAt: now, count: 0 };
    windows.set(person, window);
    window.count += 1;
    if (window.count > state.switches.requestsPerMinute) {
      const seconds = Math.ceil((window.startedAt + MINUTE_MS - now) / 1000);
      throw tooManyRequests(seconds);
    }
    await next();
  };
}
