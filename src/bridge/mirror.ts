/** What stands in Slack of a Webex room: opens its thread, posts, changes and removes, and writes down what it did. */
import { randomUUID } from 'node:crypto';
import type { Cards } from './cards.ts';
import { crashPoints } from './crash-points.ts';
import type { Accounts } from './accounts.ts';
import type { DeleteEnvelope, EditEnvelope, MessageEnvelope } from './envelope.ts';
import { BridgeError } from './errors.ts';
import type { Log } from './log.ts';
import type { Account, Intent, Link, MessageRef, Part, Portal, Room } from './model.ts';
import { excerptOf, partsOf, pieceId, struck, type Answered } from './parts.ts';
import type { Post, Posted, ThreadClient } from './ports.ts';
import { slackKey, type Portals } from './portals.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store.ts';
import { texts } from './texts.ts';

interface MirrorParts {
  readonly accounts: Accounts;
  readonly cards: Cards;
  readonly store: Store;
  readonly portals: Portals;
  readonly settings: Settings;
  readonly threads: ThreadClient;
  readonly log: Log;
}

/** What is new in a room: messages, as parts that are posted together. */
export type NextParts = () => Promise<readonly Part[]>;

/** How long a deletion is remembered whose message has not come yet. */
const DELETED_MS = 24 * 3_600_000;

export class Mirror {
  readonly #parts: MirrorParts;
  /** Rooms of which it is known that nothing stands in Slack that is not written down. */
  readonly #settled = new Set<string>();

  constructor(parts: MirrorParts) {
    this.#parts = parts;
  }

  /**
   * Posts what `next` gives into the room's thread; opens the thread where there is none, once more where it was deleted in
   * Slack, and in the owner's direct messages where the channel takes nothing any more.
   * @returns what is in Slack and linked now
   */
  async post(account: Account, room: Room, next: NextParts): Promise<readonly Part[]> {
    const { portals, log } = this.#parts;
    const key = portalKey(account, room);
    try {
      await this.#recover(account, room);
      const known = await portals.ofRoom(account.user, room.room);
      try {
        return await this.#postIn(account, known ?? (await this.open(account, room)), room, next);
      } catch (error) {
        const code = error instanceof BridgeError ? error.code : undefined;
        if (!known || (code !== 'thread-gone' && code !== 'channel-closed')) throw error;
        log.info({ room: room.room, code }, 'the thread of a room is gone from Slack; opening a new one');
        await portals.remove(known);
        return await this.#postIn(account, await this.open(account, room), room, next);
      }
    } catch (error) {
      // Something may stand in Slack that is not written down: the next attempt looks.
      this.#settled.delete(key);
      throw error;
    }
  }

  /** Opens the thread of a room that has none. */
  async open(account: Account, room: Room): Promise<Portal> {
    const { threads } = this.#parts;
    try {
      return await this.#openIn(account, room);
    } catch (error) {
      if (!(error instanceof BridgeError) || error.code !== 'channel-closed') throw error;
      const home = await threads.directChannel(account.slackUser);
      if (home === account.home) throw error;
      await threads.tell(account.slackUser, texts.channelClosed(`<#${account.home}>`, room.title));
      return this.#openIn({ ...account, home }, room);
    }
  }

  /** What is to be shown of a message. */
  async partsOf(account: Account, envelope: MessageEnvelope | EditEnvelope): Promise<Part[]> {
    const { accounts, threads } = this.#parts;
    const answered = await this.#answered(account, envelope);
    return partsOf(account, envelope, { accounts, answered, fits: (parts) => threads.fits(parts) });
  }

  /** The newest edit wins, in whatever order they come. What became longer goes on at the end of the thread. */
  async edit(account: Account, room: Room, link: Link, envelope: EditEnvelope): Promise<void> {
    const { updated } = envelope.externalObj;
    if (link.updated !== undefined && updated !== undefined && updated <= link.updated) return;
    const parts = await this.partsOf(account, envelope);
    const links = await this.#linksOf(account, envelope.externalObj.id);
    for (const [index, one] of links.entries()) await this.#change(one, parts[index]);
    const more = parts.slice(links.length);
    for (const part of more) await this.post(account, room, async () => [part]);
    await this.#parts.store.links.set(linkKey(link), { ...link, updated });
  }

  /** Takes a deleted message out of Slack; one that is not there yet is not shown when it comes. */
  async remove(account: Account, { externalObj: { id } }: DeleteEnvelope): Promise<void> {
    await this.#parts.store.deleted.set(`${account.user}/${id}`, true, DELETED_MS);
    const strikes = this.#parts.settings.of(account.user).deleted === 'strike';
    for (const link of await this.#linksOf(account, id)) {
      if (link.origin === 'webex') await (strikes ? this.#strike(link) : this.#change(link, undefined));
    }
  }

  /** Whether a message was deleted before it was shown. */
  async isDeleted(account: Account, webexId: string): Promise<boolean> {
    return (await this.#parts.store.deleted.get(`${account.user}/${webexId}`)) ?? false;
  }

  /** What was written stays readable, struck through. What stands alone in its post is read there. */
  async #strike(link: Link): Promise<void> {
    const { store, portals, threads } = this.#parts;
    const merged = await store.merged.get(slackKey(link.slack));
    const part = merged?.parts.find(({ webexId }) => webexId === link.webexId);
    if (part) return this.#change(link, { ...part, content: struck(part.content) });
    const portal = await portals.ofRoom(link.user, link.room);
    const content = portal && (await threads.read(portal.thread, link.slack));
    if (!content) return;
    const { webexId, personId = '', name = '' } = link;
    const at = new Date().toISOString();
    await threads.edit(link.slack, [{ webexId, personId, ghost: { name }, content: struck(content), at }], false);
  }

  /** Of all pieces of a message. */
  async #linksOf({ user }: Account, webexId: string): Promise<Link[]> {
    const links: Link[] = [];
    for (;;) {
      const link = await this.#parts.portals.linkOf(user, pieceId(webexId, links.length + 1));
      if (!link) return links;
      links.push(link);
    }
  }

  /** What a message answers in its Webex thread. */
  async #answered(account: Account, { externalObj }: MessageEnvelope | EditEnvelope): Promise<Answered | undefined> {
    const { portals, threads } = this.#parts;
    if (externalObj?.parentId === undefined) return undefined;
    const link = await portals.linkOf(account.user, externalObj.parentId);
    if (!link) return {};
    const url = await threads.linkTo(link.slack).catch(() => undefined);
    return { name: link.name, excerpt: link.excerpt, url };
  }

  async #change({ slack, webexId }: Link, part: Part | undefined): Promise<void> {
    const { store, threads } = this.#parts;
    const merged = await store.merged.get(slackKey(slack));
    if (!merged) return part ? threads.edit(slack, [part], false) : threads.remove(slack);
    const parts = merged.parts.flatMap((one) => (one.webexId === webexId ? (part ?? []) : one));
    // Written first: what is shown again from here is then at worst newer than what stands there.
    await store.merged.set(slackKey(slack), { parts });
    return parts.length === 0 ? threads.remove(slack) : threads.edit(slack, parts, true);
  }

  async #openIn(account: Account, room: Room): Promise<Portal> {
    const { portals, threads, store } = this.#parts;
    const intent = { id: randomUUID(), channel: account.home, parts: [] };
    await store.intents.set(portalKey(account, room), intent);
    crashPoints.reached('thread:intended');
    const thread = await threads.open(account, room, intent.id);
    crashPoints.reached('thread:opened');
    const portal = newPortal(account, room, thread);
    await portals.open(portal);
    crashPoints.reached('thread:saved');
    void this.#parts.cards.refresh(portal);
    return portal;
  }

  async #postIn(account: Account, portal: Portal, room: Room, next: NextParts): Promise<readonly Part[]> {
    const { store, threads } = this.#parts;
    const posted = await threads.post(portal.thread, async (): Promise<Post | undefined> => {
      const parts = await next();
      if (parts.length === 0) return undefined;
      const { channel, ts: threadTs } = portal.thread;
      const intent = { id: randomUUID(), channel, threadTs, after: portal.lastTs ?? threadTs, parts };
      await store.intents.set(portalKey(portal, room), intent);
      crashPoints.reached('inbound:intended');
      return { intent: intent.id, parts };
    });
    if (!posted) return [];
    crashPoints.reached('inbound:posted');
    const { title, roomId } = room;
    await this.#link({ ...portal, title, roomId }, posted, account);
    return posted.parts;
  }

  async #link(portal: Portal, { slack, parts }: Posted, account: Account): Promise<void> {
    const { portals, store } = this.#parts;
    if (parts.length > 1) await store.merged.set(slackKey(slack), { parts });
    const { user, room } = portal;
    await portals.linkAll(
      parts.map((part) => {
        const { webexId, personId, ghost } = part;
        const shown = { name: ghost.name, excerpt: excerptOf(part) };
        return { user, room, webexId, personId, slack, origin: 'webex', ...shown };
      }),
    );
    crashPoints.reached('inbound:linked');
    const lastActivity = new Date().toISOString();
    await portals.save({ ...portal, unread: unreadOf(portal, parts, account), lastActivity, lastTs: slack.ts });
  }

  /** What was about to be posted may stand in Slack without anybody knowing. */
  async #recover(account: Account, room: Room): Promise<void> {
    const { portals, store, threads, log } = this.#parts;
    const key = portalKey(account, room);
    if (this.#settled.has(key)) return;
    const portal = await portals.ofRoom(account.user, room.room);
    const intent = await store.intents.get(key);
    if (intent && (await this.#isOpen(account, intent, portal))) {
      const slack = await threads.find(intent);
      log.info({ room: room.room, found: slack !== undefined }, 'looked for what was posted before the last end');
      if (slack && intent.parts.length === 0) await portals.open(newPortal(account, room, slack));
      else if (slack && portal) await this.#link(portal, { slack, parts: intent.parts }, account);
    }
    this.#settled.add(key);
  }

  async #isOpen(account: Account, { parts, threadTs }: Intent, portal: Portal | undefined): Promise<boolean> {
    // Links are written in order: where the last one is there, all are.
    const last = parts.at(-1);
    if (!last) return portal === undefined;
    return portal?.thread.ts === threadTs && !(await this.#parts.portals.linkOf(account.user, last.webexId));
  }
}

const portalKey = ({ user }: Pick<Account, 'user'>, { room }: Pick<Room, 'room'>): string => `${user}/${room}`;
const linkKey = ({ user, webexId }: Link): string => `${user}/${webexId}`;

/** Messages of others since the owner last wrote there. */
const unreadOf = ({ unread = 0 }: Portal, parts: readonly Part[], { personId }: Account): number => {
  const own = parts.findLastIndex((part) => part.personId === personId);
  return own < 0 ? unread + parts.length : parts.length - 1 - own;
};

const newPortal = ({ user }: Account, room: Room, thread: MessageRef): Portal => {
  const now = new Date().toISOString();
  return { ...room, user, thread, lastActivity: now, lastTs: thread.ts };
};
