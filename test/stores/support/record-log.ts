import type { Log } from '../../../src/bridge/log.ts';

/** A log whose lines can be read: level and sentence. */
export function recordLog(): { log: Log; lines: () => string[] } {
  const lines: string[] = [];
  const write = (level: keyof Log) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  return { log, lines: () => lines };
}
