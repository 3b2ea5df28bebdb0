/** What became of an entry in Webex, as the Links of its message say. */
import type { RoomKey, UserKey } from '../ids.ts';
import type { Link, OutboxEntry } from '../model.ts';
import type { Portals } from '../portals.ts';
import { isLater, readId, type OwnEnvelope } from './ids.ts';

interface Result {
  readonly user: UserKey;
  readonly room: RoomKey;
  /** Of the envelope. */
  readonly id: string;
  readonly kind: OwnEnvelope['kind'];
  readonly webexId: string;
  /** Of a message: it is in Webex as it was after this change. */
  readonly edited: string | undefined;
}

/** @returns false where that Webex message mirrors another Slack message: equal texts were taken for each other */
export async function linkResult(portals: Portals, result: Result): Promise<boolean> {
  const { slack, at, piece } = readId(result.id);
  const known = await portals.linkOfSlack(slack, piece);
  if (result.kind === 'message') return (known && isThere(known, result)) || linkMessage(portals, result);
  if (known && result.kind === 'delete') await portals.link({ ...known, deleted: true });
  if (known && result.kind === 'edit' && isLater(at, known.edited ?? '0')) await portals.link({ ...known, edited: at });
  return true;
}

/** A piece that was deleted, because its message had become shorter, may come again under another id. */
const isThere = ({ deleted, webexId }: Link, result: Result): boolean => !deleted || webexId === result.webexId;

async function linkMessage(portals: Portals, { user, room, id, webexId, edited }: Result): Promise<boolean> {
  const { slack, at, piece } = readId(id);
  // A crash may have come between the two directions of a Link.
  const other = await portals.linkOf(user, webexId);
  if (other && !isSame(other, { slack, piece })) return false;
  const change = at || edited;
  await portals.link({
    user,
    room,
    webexId,
    slack,
    origin: 'slack',
    ...(piece === 1 ? {} : { piece }),
    ...(change ? { edited: change } : {}),
  });
  return true;
}

const isSame = (link: Link, { slack, piece }: Pick<ReturnType<typeof readId>, 'slack' | 'piece'>): boolean =>
  link.slack.channel === slack.channel && link.slack.ts === slack.ts && (link.piece ?? 1) === piece;

/** Whether there is nothing left to do, as far as the first Webex message of it says. */
export function isSettled(entry: Pick<OutboxEntry, 'kind' | 'at'>, link: Link | undefined): boolean {
  switch (entry.kind) {
    case 'message':
      return link !== undefined;
    case 'edit':
      return link !== undefined && (link.deleted === true || !isLater(entry.at, link.edited ?? '0'));
    case 'delete':
      return link?.deleted === true;
  }
}
