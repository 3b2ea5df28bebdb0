/** What became of an entry in Webex, as the Link of its message says. */
import type { RoomKey, UserKey } from '../ids.ts';
import type { Link, OutboxEntry } from '../model.ts';
import type { Portals } from '../portals.ts';
import { isLater, readEntryId, type OwnEnvelope } from './ids.ts';

interface Result {
  readonly user: UserKey;
  readonly room: RoomKey;
  /** Of the entry. */
  readonly id: string;
  readonly kind: OwnEnvelope['kind'];
  readonly webexId: string;
  /** Of a message: it is in Webex as it was after this change. */
  readonly edited: string | undefined;
}

/** @returns false where that Webex message mirrors another Slack message: equal texts were taken for each other */
export async function linkResult(portals: Portals, result: Result): Promise<boolean> {
  const { slack, at } = readEntryId(result.id);
  const known = await portals.linkOfSlack(slack);
  if (result.kind === 'message') return known !== undefined || linkMessage(portals, result);
  if (known && result.kind === 'delete') await portals.link({ ...known, deleted: true });
  if (known && result.kind === 'edit' && isLater(at, known.edited ?? '0')) await portals.link({ ...known, edited: at });
  return true;
}

async function linkMessage(portals: Portals, { user, room, id, webexId, edited }: Result): Promise<boolean> {
  const { slack } = readEntryId(id);
  // A crash may have come between the two directions of a Link.
  const other = await portals.linkOf(user, webexId);
  if (other && (other.slack.channel !== slack.channel || other.slack.ts !== slack.ts)) return false;
  const changed = edited === undefined ? {} : { edited };
  await portals.link({ user, room, webexId, slack, origin: 'slack', ...changed });
  return true;
}

/** Whether there is nothing left to do. */
export function isSettled(entry: OutboxEntry, link: Link | undefined): boolean {
  switch (entry.kind) {
    case 'message':
      return link !== undefined;
    case 'edit':
      return link !== undefined && (link.deleted === true || !isLater(entry.at, link.edited ?? '0'));
    case 'delete':
      return link?.deleted === true;
  }
}
