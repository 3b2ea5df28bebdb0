/**
 * The rules for channel names and wildcards. At most 92 characters; `,` `:` `*` `/` `\`, space and control characters are
 * forbidden; a dot makes levels, at most three of them.
 */

/** Whether `a.*` reaches `a.b.c`: PubNub's documents contradict each other. `a.b.*` reaches `a.b.c` either way. */
export type WildcardReading = 'prefix' | 'segment';

/** `none`: where wildcard subscribe is not switched on. */
export type SubscribeReading = WildcardReading | 'none';

const MAX_NAME_LENGTH = 92;
const MAX_SEGMENTS = 3;
// oxlint-disable-next-line no-control-regex -- control characters are what the rule is about
const FORBIDDEN = /[\u0000-\u0020,:*/\\\u007f]/;

/** What PubNub would say against publishing to this channel; undefined for a good name. */
export function channelProblem(name: string): string | undefined {
  if (name === '') return 'Missing Channel';
  if (name.length > MAX_NAME_LENGTH) return 'Channel Name Too Long';
  if (FORBIDDEN.test(name)) return 'Invalid Character in Channel Name';
  if (name.split('.').length > MAX_SEGMENTS) return 'Wildcard maximum depth exceeded';
  return undefined;
}

/** `a.*` or `a.b.*`. Anything else with an asterisk is no error to PubNub: it is a literal name that nobody publishes to. */
const isWildcard = (name: string): boolean => /^[^.*]+(?:\.[^.*]+)?\.\*$/.test(name);

/** Whether a subscription or a Function's binding to `pattern` gets what is published on `channel`. */
export function matches(pattern: string, channel: string, reading: SubscribeReading): boolean {
  if (reading === 'none' || !isWildcard(pattern)) return pattern === channel;
  const stem = pattern.slice(0, -1);
  if (!channel.startsWith(stem) || channel.length === stem.length) return false;
  return reading === 'prefix' || !channel.slice(stem.length).includes('.');
}
