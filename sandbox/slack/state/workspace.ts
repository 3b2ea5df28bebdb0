import { newId } from './ids.ts';
import type { Channel, ChannelKind, Ephemeral, Message, SlackFile, User, View } from './model.ts';

export interface NewUser {
  readonly name: string;
  readonly email?: string;
  readonly isGuest?: boolean;
  readonly botId?: string;
}

export interface NewChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly members: readonly string[];
  readonly isExtShared?: boolean;
  readonly isArchived?: boolean;
}

/** A file and what is in it. */
export interface StoredFile {
  readonly file: SlackFile;
  readonly content: Buffer;
  isDeleted: boolean;
}

/** One Slack workspace: its people, conversations, files and open views. */
export class Workspace {
  readonly id = newId('T');
  readonly name: string;
  /** The subdomain of slack.com. */
  readonly domain: string;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly files = new Map<string, StoredFile>();
  readonly ephemerals: Ephemeral[] = [];
  /** App Home, by user. */
  readonly homes = new Map<string, View>();
  /** Open modals by user, the lowest first. */
  readonly modals = new Map<string, View[]>();

  constructor(name: string) {
    this.name = name;
    this.domain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  }

  addUser({ name, email, isGuest = false, botId }: NewUser): User {
    const id = newId('U');
    const user: User = {
      id,
      teamId: this.id,
      name: name.toLowerCase().replace(/[^a-z0-9]+/g, '.'),
      realName: name,
      displayName: name,
      ...(email !== undefined ? { email } : {}),
      ...(botId !== undefined ? { botId } : {}),
      image: `https://avatars.slack-edge.com/${id}_192.png`,
      tz: 'Europe/Amsterdam',
      tzOffset: 3600,
      isGuest,
      isDeleted: false,
    };
    this.users.set(id, user);
    return user;
  }

  addChannel({ name, kind, members, isExtShared = false, isArchived = false }: NewChannel, created: number): Channel {
    const id = newId(kind === 'im' ? 'D' : 'C');
    const channel: Channel = {
      id,
      kind,
      name,
      members: new Set(members),
      created,
      creator: members[0] ?? 'USLACKBOT',
      isExtShared,
      isArchived,
      topic: '',
      purpose: '',
      messages: [],
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** The direct message of these people, if it was ever opened. */
  findDirect(members: readonly string[]): Channel | undefined {
    const wanted = new Set(members);
    return [...this.channels.values()].find(
      ({ kind, members: present }) =>
        (kind === 'im' || kind === 'mpim') &&
        present.size === wanted.size &&
        [...wanted].every((member) => present.has(member)),
    );
  }
}

export const messageAt = (channel: Channel, ts: string): Message | undefined =>
  channel.messages.find((message) => message.ts === ts);

/** The replies of a thread, oldest first, without its parent. */
export const repliesTo = (channel: Channel, ts: string): Message[] =>
  channel.messages.filter((message) => message.thread_ts === ts && message.ts !== ts);
