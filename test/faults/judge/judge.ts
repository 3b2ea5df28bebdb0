/** Compares what was written with what stands on the two platforms. Pure: it knows nothing of the bridge. */
import { formatToken, nameOf, tokensIn, type Side, type Token } from './tokens.ts';

/** A message that a person wrote. */
export interface Written extends Omit<Token, 'revision'> {
  readonly author: string;
  /** How it reads in the end: 1 unless it was edited. */
  readonly revision: number;
  readonly isDeleted: boolean;
}

/** A message in a Slack thread. */
export interface SlackPost {
  readonly author: string;
  /** As people read it. */
  readonly reads: string;
  /** By the app, under whatever name; else by the user. */
  readonly isByApp: boolean;
  /** Names of the app's reactions. */
  readonly marks: readonly string[];
}

/** A call of Slack's Web API. */
export interface SlackCall {
  /** Method and channel: what Slack limits. */
  readonly what: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Slack answered 429. */
  readonly isLimited: boolean;
}

export interface Reading {
  readonly written: readonly Written[];
  /** Every thread that mirrors a room, in the order in which they were opened. */
  readonly threads: readonly { readonly room: number; readonly posts: readonly SlackPost[] }[];
  /** Every Webex room, its messages oldest first. */
  readonly rooms: readonly {
    readonly room: number;
    readonly messages: readonly { readonly author: string; readonly text: string }[];
  }[];
  /** The app's calls of Slack's Web API, in order. */
  readonly calls: readonly SlackCall[];
  /** The name of the user whose account is connected. */
  readonly user: string;
  /** Replies may have been set aside, as long as their author was told. */
  readonly mayPark: boolean;
}

/** Each names what is wrong in a few words; empty lists are what is promised. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
  readonly reordered: readonly string[];
  /** There once and in its place, but not as promised: another author, an edit that is missing, no mark. */
  readonly wrong: readonly string[];
}

const SENT = 'white_check_mark';
const FAILED = 'x';
const NOTICE = /not sent/i;

/** One sighting of a token. */
interface Sighting {
  readonly token: Token;
  readonly author: string;
  readonly text: string;
}

export function judge(reading: Reading): Verdict {
  const verdicts = [...roomsOf(reading)].flatMap((room) => [
    inSlack(reading, room),
    inWebex(reading, room),
    marks(reading, room),
  ]);
  return {
    lost: verdicts.flatMap(({ lost }) => lost),
    duplicated: verdicts.flatMap(({ duplicated }) => duplicated),
    reordered: verdicts.flatMap(({ reordered }) => reordered),
    wrong: [...verdicts.flatMap(({ wrong }) => wrong), ...impatience(reading)],
  };
}

/** Slack never asks to wait less than a second. */
const SHORTEST_WAIT_MS = 900;

/** Calls that came before the wait was over for which Slack had asked. */
function impatience({ calls }: Reading): string[] {
  const limitedAt = new Map<string, number>();
  return calls.flatMap(({ what, at, isLimited }) => {
    const waited = at - (limitedAt.get(what) ?? -Infinity);
    if (isLimited) limitedAt.set(what, at);
    return waited < SHORTEST_WAIT_MS ? [`${what} was called ${waited} ms after a 429, at ${at}`] : [];
  });
}

const roomsOf = ({ written, threads, rooms }: Reading): Set<number> =>
  new Set([...written, ...threads, ...rooms].map(({ room }) => room));

/** What was written in Webex stands once in the room's one thread; replies do not come back. */
function inSlack({ written, threads }: Reading, room: number): Verdict {
  const mine = threads.filter((thread) => thread.room === room);
  const posts = mine.flatMap(({ posts: all }) => all).filter(({ isByApp, reads }) => isByApp && !NOTICE.test(reads));
  const sightings = posts.flatMap(({ author, reads }) => sightingsIn(author, reads));
  const compared = compare(written, sightings, { room, side: 'w', where: 'Slack' });
  const echoes = sightings.filter(({ token }) => token.side === 's');
  const threadsTooMany = mine.slice(1).map(() => `room ${room} has a further thread`);
  return {
    ...compared,
    duplicated: [
      ...compared.duplicated,
      ...threadsTooMany,
      ...echoes.map(({ token }) => `${formatToken(token)} came back to Slack`),
    ],
  };
}

/** What was written in Slack stands once in the Webex room, by the user; nothing else was added to it. */
function inWebex({ written, rooms, threads, user, mayPark }: Reading, room: number): Verdict {
  const messages = rooms.filter((one) => one.room === room).flatMap((one) => one.messages);
  const sightings = messages.flatMap(({ author, text }) => sightingsIn(author, text));
  const parked = mayPark ? parkedIn(threads, room) : new Set<string>();
  const expected = written.map((one) => ({ ...one, author: user })).filter((one) => !parked.has(nameOf(one)));
  const compared = compare(expected, sightings, { room, side: 's', where: 'Webex' });
  const originals = sightings.filter(({ token }) => token.side === 'w').map(({ token }) => nameOf(token));
  const bounced = originals.filter((name, index) => originals.indexOf(name) !== index);
  return { ...compared, duplicated: [...compared.duplicated, ...bounced.map((name) => `${name} bounced to Webex`)] };
}

/** Replies that were set aside and whose author was told so, by a mark and in words. */
function parkedIn(threads: Reading['threads'], room: number): Set<string> {
  const posts = threads.filter((thread) => thread.room === room).flatMap((thread) => thread.posts);
  if (!posts.some(({ isByApp, reads }) => isByApp && NOTICE.test(reads))) return new Set();
  const failed = posts.filter(({ isByApp, marks: names }) => !isByApp && names.includes(FAILED));
  return new Set(failed.flatMap(({ reads }) => tokensIn(reads)).map(nameOf));
}

/** The author sees of each reply that it was sent. */
function marks({ written, threads, mayPark }: Reading, room: number): Verdict {
  const replies = threads
    .filter((thread) => thread.room === room)
    .flatMap(({ posts }) => posts)
    .filter(({ isByApp }) => !isByApp);
  const deleted = new Set(written.filter(({ isDeleted }) => isDeleted).map(nameOf));
  const bare = replies.flatMap(({ reads, marks: names }) =>
    names.includes(SENT) || (mayPark && names.includes(FAILED)) ? [] : tokensIn(reads),
  );
  const wrong = bare.filter((token) => !deleted.has(nameOf(token)));
  return { ...NOTHING, wrong: wrong.map((token) => `${formatToken(token)} is not marked as sent`) };
}

const NOTHING: Verdict = { lost: [], duplicated: [], reordered: [], wrong: [] };

const sightingsIn = (author: string, text: string): Sighting[] =>
  tokensIn(text).map((token) => ({ token, author, text }));

/** One side's messages of one room against their sightings on the other platform, in the order in which they are read. */
function compare(
  written: readonly Written[],
  sightings: readonly Sighting[],
  { room, side, where }: { readonly room: number; readonly side: Side; readonly where: string },
): Verdict {
  const seen = sightings.filter(({ token }) => token.side === side && token.room === room);
  const strays = sightings.filter(({ token }) => token.side === side && token.room !== room);
  const names = seen.map(({ token }) => nameOf(token));
  const known = new Set(names);
  const expected = written.filter((one) => one.side === side && one.room === room);
  const byName = new Map(expected.map((one) => [nameOf(one), one]));
  return {
    lost: expected
      .filter((one) => !one.isDeleted && !known.has(nameOf(one)))
      .map((one) => `${nameOf(one)} is not in ${where}`),
    duplicated: names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `${name} is more than once in ${where}`),
    reordered: overtaken(seen).map((token) => `${nameOf(token)} stands after a later one in ${where}`),
    wrong: [
      ...strays.map(({ token }) => `${formatToken(token)} is in the wrong room ${room} of ${where}`),
      ...seen.flatMap((sighting) => faultsOf(sighting, byName.get(nameOf(sighting.token)), where)),
    ],
  };
}

/** First sightings that come after a later message. */
function overtaken(seen: readonly Sighting[]): Token[] {
  const before = new Set<string>();
  let latest = 0;
  return seen.flatMap(({ token }) => {
    if (before.has(nameOf(token))) return [];
    before.add(nameOf(token));
    if (token.number < latest) return [token];
    latest = token.number;
    return [];
  });
}

function faultsOf({ token, author, text }: Sighting, written: Written | undefined, where: string): string[] {
  const name = formatToken(token);
  if (!written) return [`${name} was never written`];
  if (written.isDeleted) return [`${name} was deleted and still stands in ${where}`];
  return [
    ...(token.revision === written.revision ? [] : [`${name} should read r${written.revision} in ${where}`]),
    // A merged post names each author beside their words.
    ...(author === written.author || text.includes(written.author) ? [] : [`${name} is under the name ${author}`]),
  ];
}
