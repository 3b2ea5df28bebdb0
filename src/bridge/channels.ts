/**
 * The names of PubNub channels: the only module that builds or parses one. Pure: also bundled into the PubNub Functions.
 *
 * PubNub's documents disagree on whether a Function bound to `webex.*` fires for a name of three parts. So the layout is
 * one choice: `nested` is the original's, `flat` works under either reading.
 */
import { isUuid, type RoomKey, type UserKey } from './ids.ts';

export type PubNubChannel = string & { readonly PubNubChannel: unique symbol };
export type ChannelLayout = 'nested' | 'flat';

/** Where users are set up, and removed. Nobody subscribes to it. */
export const CONTROL_CHANNEL = 'webex-user-update' as PubNubChannel;

/** In the place of a room: news of the account itself (connected, signed out). */
export const ACCOUNT_ROOM = 'account';

const SEPARATOR = { nested: '.', flat: '-' } as const satisfies Record<ChannelLayout, string>;
const UUID_LENGTH = 36;

export const isChannelLayout = (text: unknown): text is ChannelLayout => text === 'nested' || text === 'flat';

/** 79 characters for a room: within PubNub's 92. Throws a RangeError for keys that are no UUID. */
export function channelOf(layout: ChannelLayout, user: UserKey, room: RoomKey | typeof ACCOUNT_ROOM): PubNubChannel {
  if (!isUuid(user) || !(room === ACCOUNT_ROOM || isUuid(room))) {
    throw new RangeError('A PubNub channel name is made of the UUIDs of a user and a room');
  }
  return `webex.${user}${SEPARATOR[layout]}${room}` as PubNubChannel;
}

export interface ChannelParts {
  readonly user: UserKey;
  readonly room: RoomKey | typeof ACCOUNT_ROOM;
}

/** Undefined for any name that is not one of ours, in either layout. */
export function parseChannel(name: string): ChannelParts | undefined {
  if (!name.startsWith('webex.')) return undefined;
  const user = name.slice('webex.'.length, 'webex.'.length + UUID_LENGTH);
  const separator = name.charAt('webex.'.length + UUID_LENGTH);
  const room = name.slice('webex.'.length + UUID_LENGTH + 1);
  const known = isUuid(user) && (separator === '.' || separator === '-') && (room === ACCOUNT_ROOM || isUuid(room));
  return known ? { user: user as UserKey, room: room as RoomKey | typeof ACCOUNT_ROOM } : undefined;
}

const SIGN_IN = 'webex.signin';

/**
 * Where the app hears how a sign-in ended, before it knows whose it was. Throws a RangeError for an id that is no UUID.
 * @param id the app's own, random: whoever knows it may listen
 */
export function signInChannelOf(layout: ChannelLayout, id: string): PubNubChannel {
  if (!isUuid(id)) throw new RangeError('The id of a sign-in is a UUID');
  return `${SIGN_IN}${SEPARATOR[layout]}${id}` as PubNubChannel;
}

/** The id of the sign-in; undefined for every other name. */
export function parseSignInChannel(name: string): string | undefined {
  const [id] = Object.values(SEPARATOR)
    .filter((separator) => name.startsWith(`${SIGN_IN}${separator}`))
    .map((separator) => name.slice(SIGN_IN.length + separator.length));
  return id !== undefined && isUuid(id) ? id : undefined;
}

/** What the app subscribes to in order to hear of sign-ins and of these users. `flat` names fit one wildcard only. */
export function subscriptionsOf(layout: ChannelLayout, users: readonly UserKey[]): string[] {
  return layout === 'flat' ? ['webex.*'] : [`${SIGN_IN}.*`, ...users.map((user) => `webex.${user}.*`)];
}
