import { parseCommand, type Parsed } from './parse.ts';

/** The users that Pigdin is in Slack, in whichever workspace. */
export type Bots = ReadonlySet<string>;

const MENTION = /^\s*<@(\w+)(?:\|[^>]*)?>[\s,:]*([^]*)$/;

/**
 * What is said to Pigdin itself: a mention of it comes first, and then a command or nothing at all. Anything else is an
 * ordinary reply, though it mentions Pigdin, and goes to Webex like every other.
 */
export function spokenTo(text: string, bots: Bots): Parsed | undefined {
  const [, user, rest = ''] = MENTION.exec(text) ?? [];
  if (user === undefined || !bots.has(user)) return undefined;
  const parsed = parseCommand(rest);
  return parsed.kind === 'unknown' ? undefined : parsed;
}
