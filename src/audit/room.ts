/** One room: where each message of it should be, and whether it is there. */
import type { RoomKey } from '../bridge/ids.ts';
import type {
  Account,
  Gap,
  Intent,
  Link,
  MessageRef,
  OutboxEntry,
  ParkedEntry,
  Portal,
  Room,
} from '../bridge/model.ts';
import { messageIdOf } from '../bridge/outbound/ids.ts';
import { pieceId } from '../bridge/parts.ts';
import { Portals, slackKey } from '../bridge/portals.ts';
import type { Settings } from '../bridge/settings.ts';
import type { Store } from '../bridge/store.ts';
import type { Range } from './options.ts';
import type { Shown } from './slack-side.ts';
import type { WebexMessage } from './webex-side.ts';

/**
 * `settled`: on both sides. `under way`: written down, and not finished. `left out`: behind the button of a long catch-up.
 * `not meant`: not to be mirrored, as somebody chose or as the rules are.
 */
export type Fate = 'settled' | 'under way' | 'parked' | 'left out' | 'not meant';

/** Where a message is missing, and how that is known. */
export type Lack = 'never shown' | 'post gone' | 'unknown post' | 'never sent' | 'gone from Webex';

export interface Finding {
  readonly lack: Lack;
  /** The full Webex id, or channel and `ts` in Slack. */
  readonly id: string;
  readonly at: Date;
}

export interface Comparison {
  /** By the id of the message, of those that are accounted for. */
  readonly fates: ReadonlyMap<string, Fate>;
  readonly findings: readonly Finding[];
}

export interface Sides {
  readonly account: Account;
  readonly room: Room;
  /** All messages since the begin of the range, also those after its end. */
  readonly webex: readonly WebexMessage[];
  /** The same of Slack, in all threads of the room. */
  readonly slack: readonly Shown[];
  /** When Slack was read. */
  readonly readAt: Date;
}

/** What is written down, as far as it is of use here. */
export class RoomAudit {
  readonly #store: Store;
  readonly #settings: Settings;
  readonly #portals: Portals;

  constructor(store: Store, settings: Settings) {
    this.#store = store;
    this.#settings = settings;
    this.#portals = new Portals(store);
  }

  /** Throws a BridgeError when the store fails. */
  async compare(sides: Sides, range: Range): Promise<Comparison> {
    const fates = new Map<string, Fate>();
    const findings: Finding[] = [];
    const note = (id: string, at: Date, verdict: Fate | Lack): void => {
      if (isLack(verdict)) findings.push({ lack: verdict, id, at });
      else fates.set(id, verdict);
    };
    const known = await this.#known(sides);
    for (const message of sides.webex) {
      const at = new Date(message.created);
      if (at >= range.since && at <= range.until) note(message.id, at, await this.#ofWebex(message, sides, known));
    }
    for (const shown of sides.slack) {
      const at = new Date(Number(shown.ts) * 1000);
      if (at < range.since || at > range.until) continue;
      const verdict = await this.#ofSlack(shown, sides, known);
      if (verdict) note(slackKey(shown), at, verdict);
    }
    return { fates, findings: findings.toSorted((a, b) => a.at.getTime() - b.at.getTime()) };
  }

  async #known({ account, room }: Sides): Promise<Known> {
    const isHere = ({ user, room: where }: { readonly user: string; readonly room: RoomKey }): boolean =>
      user === account.user && where === room.room;
    const key = `${account.user}/${room.room}`;
    // In this order: what is delivered or parked meanwhile is found in one of them.
    const outbox = (await this.#store.outbox.all()).filter(isHere);
    const parked = (await this.#store.parked.all()).filter(isHere);
    const gaps = (await this.#store.gaps.all()).filter(isHere);
    const [portal, intent] = [await this.#store.portals.get(key), await this.#store.intents.get(key)];
    return { outbox, parked, gaps, portal, intent };
  }

  async #ofWebex(message: WebexMessage, sides: Sides, known: Known): Promise<Fate | Lack> {
    const { account, slack, readAt } = sides;
    const links = await this.#linksOf(account, message.id);
    const isShown = ({ slack: { channel, ts } }: Link): boolean =>
      Number(ts) * 1000 >= readAt.getTime() || slack.some((shown) => shown.channel === channel && shown.ts === ts);
    const lost = links.find((link) => !isShown(link));
    if (lost) return journaled(known, (entry) => entry.kind === 'delete' && isOf(entry, lost.slack)) ?? 'post gone';
    if (links.length > 0) return 'settled';
    if (!this.#isMeant(message, sides, known)) return 'not meant';
    if (known.intent?.parts.some(({ webexId }) => webexId === message.id)) return 'under way';
    if (known.gaps.some((gap) => isWithin(message, gap, sides.webex))) return 'left out';
    // What the owner wrote may be a reply of which nobody knows yet that it has arrived.
    const isOwn = message.personId === account.personId;
    return (isOwn && journaled(known, isBegun)) || 'never shown';
  }

  /** As the owner has chosen, and from the time on when somebody asked for it. */
  #isMeant({ personId, created }: WebexMessage, { account, room }: Sides, { portal }: Known): boolean {
    const start = portal?.since ?? account.connectedAt;
    const arrival = { own: personId === account.personId, hasThread: portal !== undefined };
    return start !== undefined && created > start && this.#settings.shows(account, room, arrival);
  }

  /** Undefined for what is judged where Webex's messages are, and for what belongs to no room. */
  async #ofSlack(shown: Shown, sides: Sides, known: Known): Promise<Fate | Lack | undefined> {
    const { intent, reply } = shown;
    const link = await this.#portals.linkOfSlack(shown);
    if (intent !== undefined) return link || known.intent?.id === intent ? undefined : 'unknown post';
    if (!reply) return undefined;
    if (reply.author !== sides.account.slackUser) return 'not meant';
    if (link) return this.#ofSent(link, sides);
    const id = messageIdOf(reply);
    const isDropped = (await this.#store.handled.get(id)) ?? false;
    return journaled(known, (entry) => entry.id === id) ?? (isDropped ? 'not meant' : 'never sent');
  }

  /** Webex took it once. */
  async #ofSent(link: Link, { account, room, webex }: Sides): Promise<Fate | Lack | undefined> {
    // Whatever stands in a room that has another id now is not read.
    if (webex.some(({ id }) => id === link.webexId) || link.room !== room.room) return undefined;
    const isDeleted = link.deleted ?? (await this.#store.deleted.get(`${account.user}/${link.webexId}`));
    return isDeleted ? 'not meant' : 'gone from Webex';
  }

  /** Of all pieces of a message. */
  async #linksOf({ user }: Account, webexId: string): Promise<Link[]> {
    const links: Link[] = [];
    for (;;) {
      const link = await this.#portals.linkOf(user, pieceId(webexId, links.length + 1));
      if (!link) return links;
      links.push(link);
    }
  }
}

interface Known {
  readonly outbox: readonly OutboxEntry[];
  readonly parked: readonly ParkedEntry[];
  readonly gaps: readonly Gap[];
  readonly portal: Portal | undefined;
  readonly intent: Intent | undefined;
}

const LACKS: ReadonlySet<string> = new Set<Lack>([
  'never shown',
  'post gone',
  'unknown post',
  'never sent',
  'gone from Webex',
]);

const isLack = (verdict: Fate | Lack): verdict is Lack => LACKS.has(verdict);

function journaled({ outbox, parked }: Known, fits: (entry: OutboxEntry) => boolean): Fate | undefined {
  if (outbox.some(fits)) return 'under way';
  return parked.some(fits) ? 'parked' : undefined;
}

const isOf = (entry: OutboxEntry, { channel, ts }: MessageRef): boolean => entry.channel === channel && entry.ts === ts;

/** It may be in Webex, though nobody here knows. */
const isBegun = ({ kind, intent }: OutboxEntry): boolean => kind === 'message' && intent !== undefined;

/** Whether a long catch-up left it out. */
function isWithin({ created }: WebexMessage, { after, before }: Gap, webex: readonly WebexMessage[]): boolean {
  const end = webex.find(({ id }) => id === before)?.created;
  return created > after && (end === undefined || created < end);
}
