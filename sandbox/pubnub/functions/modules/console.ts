import { format } from 'node:util';
import type { Journal } from '../../../journal.ts';
import type { PubNubEntry } from '../../entry.ts';
import type { Limits } from '../limits.ts';

const LEVELS = ['log', 'info', 'debug', 'warn', 'error'] as const;

/** The console of one deployed Function: after its last allowed line it is silent. */
export function consoleFor(name: string, journal: Journal<PubNubEntry>, limits: Limits): Record<string, unknown> {
  let left = limits.consoleLines;
  const write = (level: string, args: readonly unknown[]): void => {
    if (left <= 0) return;
    left -= 1;
    const line = Buffer.from(format(...args))
      .subarray(0, limits.consoleLineBytes)
      .toString();
    journal.add({ type: 'function-log', name, level, line });
  };
  return Object.fromEntries(LEVELS.map((level) => [level, (...args: unknown[]) => write(level, args)]));
}
