/** What `npm run audit` is asked to look at. */
import { parseArgs } from 'node:util';

export interface Range {
  readonly since: Date;
  readonly until: Date;
}

export interface Options extends Range {
  /** Part of a room's title, or its Webex id; all rooms where it is missing. */
  readonly room?: string | undefined;
  /** The address of an account's owner; all accounts where it is missing. */
  readonly user?: string | undefined;
}

export const USAGE = `Usage: npm run audit -- [--since 2h] [--until 10m] [--room "Product launch"] [--user uma@example.com]

Compares what Webex has, what Pigdin has written down and what Slack shows, and names every message that is unaccounted for.
  --since, --until  a time like 2026-11-20T08:00:00Z, or how long ago: 90s, 30m, 2h, 7d. From one day to one minute ago
                    unless told: what is younger may still be under way.
  --room            part of a room's title, or its Webex id
  --user            e-mail address of the person whose rooms are meant`;

/** Its message is all that the person at the keyboard needs to read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function readOptions(args: readonly string[], now: number): Options | 'help' {
  const { since, until, room, user, help } = given(args);
  if (help) return 'help';
  const range = { since: readTime('since', since, now), until: readTime('until', until, now) };
  if (range.since >= range.until) throw new UsageError(`--since must be earlier than --until.\n\n${USAGE}`);
  return { ...range, room, user };
}

function given(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        since: { ...text, default: '1d' },
        until: { ...text, default: '1m' },
        room: text,
        user: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : 'That is not understood.'}\n\n${USAGE}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTime(name: string, text: string, now: number): Date {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const isDate = /^\d{4}-\d\d-\d\d/.test(text);
  const time = count === undefined ? Date.parse(isDate ? text : '') : now - Number(count) * (UNITS[unit] ?? 0);
  if (Number.isNaN(time)) throw new UsageError(`--${name} ${text} is no time.\n\n${USAGE}`);
  return new Date(time);
}
