import type { RoomKey, UserKey } from './ids.ts';
import type { Link, MessageRef, Portal, Room } from './model.ts';
import type { Store } from './store.ts';

const roomKey = (user: UserKey, room: RoomKey): string => `${user}/${room}`;
const linkKey = (user: UserKey, webexId: string): string => `${user}/${webexId}`;
/** How the keys of a user's rooms and links begin. */
const keysOf = (user: UserKey): string => `${user}/`;
export const slackKey = ({ channel, ts }: MessageRef): string => `${channel}/${ts}`;
const mirrorKey = ({ slack, piece = 1 }: Pick<Link, 'slack' | 'piece'>): string =>
  piece === 1 ? slackKey(slack) : `${slackKey(slack)}#${piece}`;

/** Which Slack thread mirrors which room, and which Slack message mirrors which Webex message. */
export class Portals {
  readonly #store: Store;
  readonly #changed: (user: UserKey) => void;

  /** @param changed is told of whoever's portals change */
  constructor(store: Store, changed: (user: UserKey) => void = () => undefined) {
    this.#store = store;
    this.#changed = changed;
  }

  ofRoom(user: UserKey, room: RoomKey): Promise<Portal | undefined> {
    return this.#store.portals.get(roomKey(user, room));
  }

  async ofThread(thread: MessageRef): Promise<Portal | undefined> {
    const key = await this.#store.threads.get(slackKey(thread));
    return key === undefined ? undefined : this.#store.portals.get(key);
  }

  /** The portals of one account, the latest active first. */
  async ofUser(user: UserKey): Promise<Portal[]> {
    const portals = await this.#store.portals.startingWith(keysOf(user));
    return portals.toSorted((a, b) => b.lastActivity.localeCompare(a.lastActivity));
  }

  /** The thread is written first: a thread that leads nowhere does no harm, a portal whose replies lead nowhere does. */
  async open(portal: Portal): Promise<void> {
    await this.#store.threads.set(slackKey(portal.thread), roomKey(portal.user, portal.room));
    await this.save(portal);
  }

  /** Anything but its thread has changed. */
  async save(portal: Portal): Promise<void> {
    await this.#store.portals.set(roomKey(portal.user, portal.room), portal);
    this.#changed(portal.user);
  }

  /**
   * Something crossed in this room.
   * @param crossed `own`: by the owner, who has seen everything before it
   */
  touch(portal: Portal, { own, title = portal.title }: { own: boolean; title?: string }): Promise<void> {
    const unread = own ? 0 : (portal.unread ?? 0) + 1;
    return this.save({ ...portal, title, unread, lastActivity: new Date().toISOString() });
  }

  /** The room has another id in Webex now; its thread stays. */
  async rekey(portal: Portal, room: Pick<Room, 'room' | 'roomId'>): Promise<Portal> {
    const moved = { ...portal, ...room };
    await this.open(moved);
    await this.#store.portals.delete(roomKey(portal.user, portal.room));
    return moved;
  }

  async remove(portal: Portal): Promise<void> {
    await this.#store.threads.deleteMany([portal.thread, ...(portal.formerThreads ?? [])].map(slackKey));
    await this.#store.portals.delete(roomKey(portal.user, portal.room));
    this.#changed(portal.user);
  }

  linkOf(user: UserKey, webexId: string): Promise<Link | undefined> {
    return this.#store.links.get(linkKey(user, webexId));
  }

  /** @param piece of a message that takes several in Webex */
  async linkOfSlack(slack: MessageRef, piece = 1): Promise<Link | undefined> {
    const key = await this.#store.mirrors.get(mirrorKey({ slack, piece }));
    return key === undefined ? undefined : this.#store.links.get(key);
  }

  /** Of all that a Slack message is in Webex, in order; as a rule one. */
  async linksOfSlack(slack: MessageRef): Promise<Link[]> {
    const links: Link[] = [];
    for (;;) {
      const link = await this.linkOfSlack(slack, links.length + 1);
      if (!link) return links;
      links.push(link);
    }
  }

  link(link: Link): Promise<void> {
    return this.linkAll([link]);
  }

  /** Links of one Slack message, in order. The link back is written last: it is looked for only once the message is known. */
  async linkAll(links: readonly Link[]): Promise<void> {
    await this.#store.links.setMany(links.map((link) => [linkKey(link.user, link.webexId), link]));
    const [first] = links;
    if (first) await this.#store.mirrors.set(mirrorKey(first), linkKey(first.user, first.webexId));
  }

  /** Removes every trace of a user. */
  async forget(user: UserKey): Promise<void> {
    const { links, mirrors, outbox, parked, portals } = this.#store;
    const theirs = (row: { readonly user: UserKey }): boolean => row.user === user;
    for (const portal of await portals.startingWith(keysOf(user))) await this.remove(portal);
    const linked = await links.startingWith(keysOf(user));
    await mirrors.deleteMany(linked.map(mirrorKey));
    await links.deleteMany(linked.map(({ webexId }) => linkKey(user, webexId)));
    for (const entry of (await outbox.all()).filter(theirs)) await outbox.delete(entry.id);
    for (const entry of (await parked.all()).filter(theirs)) await parked.delete(entry.id);
  }
}
