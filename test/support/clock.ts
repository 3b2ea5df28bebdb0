import { vi } from 'vitest';

export interface Clock {
  /** For the sandbox's services: the same as `Date.now` from now on. */
  readonly now: () => number;
  move(ms: number): void;
}

/**
 * A clock that everybody goes by, and that a test may move. End it with `vi.restoreAllMocks`. Only Slack's SDK goes by the real
 * one where it watches over its socket: it would take a leap for a connection that is dead.
 */
export function movableClock(): Clock {
  const real = Date.now;
  let moved = 0;
  const now = () => real() + moved;
  vi.spyOn(Date, 'now').mockImplementation(() => (isAskedBySocket() ? real() : now()));
  return {
    now,
    move: (ms) => {
      moved += ms;
    },
  };
}

const isAskedBySocket = (): boolean => new Error('who asks?').stack?.includes('SlackWebSocket') ?? false;
