import type { Core } from '../core.ts';
import { edit, remove } from '../messages.ts';
import type { Channel, Ephemeral, Message } from '../state/model.ts';
import { messageAt, repliesTo, type Workspace } from '../state/workspace.ts';
import { Person } from './person.ts';
import { shownMessage, type ShownMessage } from './shown.ts';

export interface NewPerson {
  readonly name: string;
  readonly email?: string;
  /** Guests cannot do all that members can. */
  readonly isGuest?: boolean;
}

export interface NewConversation {
  readonly name: string;
  readonly members: readonly { readonly id: string }[];
  readonly isPrivate?: boolean;
  /** Shared with another organisation. */
  readonly isExtShared?: boolean;
  readonly isArchived?: boolean;
}

/** A conversation as people see it. */
export interface ShownChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: Channel['kind'];
  readonly members: readonly string[];
  readonly isArchived: boolean;
  readonly isExtShared: boolean;
}

/** One workspace seen from inside: its people act, and what they see can be read. */
export class World {
  readonly team: { readonly id: string; readonly name: string };
  readonly #core: Core;
  readonly #workspace: Workspace;
  readonly #people = new Map<string, Person>();

  constructor(core: Core, workspace: Workspace) {
    this.#core = core;
    this.#workspace = workspace;
    this.team = { id: workspace.id, name: workspace.name };
  }

  /** The app's bot, to be made a member of channels. Throws where the app was never installed. */
  get bot(): { readonly id: string } {
    const installation = this.#core.installations.of(this.team.id);
    if (!installation) throw new Error(`The app was never installed in ${this.team.name}`);
    return { id: installation.botUserId };
  }

  addUser(person: NewPerson): Person {
    const user = this.#workspace.addUser(person);
    const handle = new Person(this.#core, this.#workspace, user);
    this.#people.set(user.id, handle);
    return handle;
  }

  addChannel({
    name,
    members,
    isPrivate = false,
    isExtShared = false,
    isArchived = false,
  }: NewConversation): ShownChannel {
    const kind = isPrivate ? 'private' : 'public';
    const ids = members.map(({ id }) => id);
    const created = this.#core.clock.seconds();
    return shownChannel(this.#workspace.addChannel({ name, kind, members: ids, isExtShared, isArchived }, created));
  }

  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  get channels(): readonly ShownChannel[] {
    return [...this.#workspace.channels.values()].map(shownChannel);
  }

  /** What stands in a conversation outside threads, oldest first. */
  timeline(channelId: string): readonly ShownMessage[] {
    const channel = this.#channel(channelId);
    return channel.messages
      .filter(({ ts, thread_ts: threadTs, isBroadcast }) => threadTs === undefined || threadTs === ts || isBroadcast)
      .map((message) => shownMessage(this.#workspace, channel, message));
  }

  /** A thread, its parent first; empty when it is gone. */
  thread(channelId: string, ts: string): readonly ShownMessage[] {
    const channel = this.#channel(channelId);
    const parent = messageAt(channel, ts);
    return [...(parent ? [parent] : []), ...repliesTo(channel, ts)].map((message) =>
      shownMessage(this.#workspace, channel, message),
    );
  }

  /** Undefined when there is no such message (any more). */
  message(channelId: string, ts: string): ShownMessage | undefined {
    const channel = this.#channel(channelId);
    const message = messageAt(channel, ts);
    return message && shownMessage(this.#workspace, channel, message);
  }

  /** Slack adds a link's preview to a message, which the app sees as a change. */
  unfurl(channelId: string, ts: string, attachment: { readonly title: string; readonly title_link: string }): void {
    const place = { workspace: this.#workspace, channel: this.#channel(channelId) };
    const message = requireMessage(place.channel, ts);
    const fallback = { fallback: attachment.title, from_url: attachment.title_link, id: 1 };
    edit(this.#core, place, message, { attachments: [...(message.attachments ?? []), { ...fallback, ...attachment }] });
  }

  /** An admin of the workspace deletes anybody's message. */
  deleteMessage(channelId: string, ts: string): void {
    const place = { workspace: this.#workspace, channel: this.#channel(channelId) };
    remove(this.#core, place, requireMessage(place.channel, ts));
  }

  /** What the app offers in the menu of a message. */
  get messageShortcuts(): readonly { readonly name: string; readonly callbackId: string }[] {
    const { shortcuts } = this.#core.app.manifest.features;
    return shortcuts
      .filter(({ type }) => type === 'message')
      .map(({ name, callback_id: callbackId }) => ({ name, callbackId }));
  }

  /** What is before somebody's eyes but in no history. */
  get ephemerals(): readonly Ephemeral[] {
    return this.#workspace.ephemerals.filter(({ isDeleted }) => !isDeleted);
  }

  #channel(id: string): Channel {
    const channel = this.#workspace.channels.get(id);
    if (!channel) throw new Error(`There is no conversation ${id}`);
    return channel;
  }
}

function requireMessage(channel: Channel, ts: string): Message {
  const message = messageAt(channel, ts);
  if (!message) throw new Error(`There is no message ${ts}`);
  return message;
}

function shownChannel({ id, name, kind, members, isArchived, isExtShared }: Channel): ShownChannel {
  return { id, name, kind, members: [...members], isArchived, isExtShared };
}
