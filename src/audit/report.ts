/** What the audit says. Never what somebody wrote: that is between them and the room. */
import { BridgeError, describeError } from '../bridge/errors.ts';
import { slackReason } from '../slack/calls.ts';
import type { RoomReport } from './audit.ts';
import type { Options } from './options.ts';
import type { Fate, Finding, Lack } from './room.ts';

const LACKS: Readonly<Record<Lack, string>> = {
  'never shown': 'written in Webex, missing in Slack: it was never shown there',
  'post gone': 'written in Webex, missing in Slack: it was shown there, and somebody removed it',
  'unknown post': 'shown in Slack, missing in the store: nothing says which message it is, so it may be there twice',
  'never sent': 'written in Slack, missing in Webex: Pigdin never heard of it',
  'gone from Webex': 'written in Slack, missing in Webex: it was sent there, and somebody removed it unnoticed',
};

const FATES: Readonly<Record<Fate, string>> = {
  settled: 'on both sides',
  'under way': 'under way',
  parked: 'parked (npm run parked)',
  'left out': 'behind a button of a long catch-up',
  'not meant': 'not meant to cross',
};

/** The lines about one room; none where all is well. */
export function linesOf({ account, room, outcome }: RoomReport): string[] {
  const where = room ? `${room.title} (${account.email})` : account.email;
  if ('trouble' in outcome) return [`${where}: cannot be looked at. ${wordsOf(outcome.trouble)}`];
  return outcome.findings.length === 0 ? [] : [where, ...outcome.findings.map(lineOf)];
}

const lineOf = ({ at, id, lack }: Finding): string => `  ${at.toISOString()}  ${LACKS[lack]}\n      ${id}`;

function wordsOf(error: unknown): string {
  if (error instanceof BridgeError) return error.userMessage;
  const reason = slackReason(error);
  return reason === undefined ? describeError(error).message : `Slack refused: ${reason}`;
}

export interface Summary {
  readonly lines: readonly string[];
  /** Nothing is missing, and everything could be looked at. */
  readonly isWell: boolean;
}

export function summaryOf(reports: readonly RoomReport[], { since, until }: Options): Summary {
  const read = reports.flatMap(({ outcome }) => ('trouble' in outcome ? [] : outcome));
  const fates = read.flatMap((outcome) => [...outcome.fates.values()]);
  const missing = read.reduce((sum, { findings }) => sum + findings.length, 0);
  const unread = reports.length - read.length;
  const counts = Object.entries(FATES).flatMap(([fate, words]) => {
    const count = fates.filter((one) => one === fate).length;
    return count === 0 ? [] : `${count} ${words}`;
  });
  const total = `${plural(fates.length + missing, 'message')} in ${plural(read.length, 'room')}`;
  return {
    lines: [
      `From ${since.toISOString()} to ${until.toISOString()}: ${total}${counts.length === 0 ? '' : `, ${counts.join(', ')}`}.`,
      ...(unread === 0 ? [] : [`${unread} could not be looked at; the lines above say why.`]),
      missing === 0 ? 'Nothing is unaccounted for.' : `Unaccounted for: ${missing}.`,
    ],
    isWell: missing === 0 && unread === 0,
  };
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
