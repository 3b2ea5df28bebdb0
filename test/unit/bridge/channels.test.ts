import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACCOUNT_ROOM,
  channelOf,
  CONTROL_CHANNEL,
  isChannelLayout,
  parseChannel,
  parseSignInChannel,
  signInChannelOf,
  subscriptionsOf,
} from '../../../src/bridge/channels.ts';
import { isUserKey, keyOf, type RoomKey, type UserKey } from '../../../src/bridge/ids.ts';
import { roomKey, userKey, webexId } from '../../support/builders.ts';

const LAYOUTS = ['nested', 'flat'] as const;
const keys = fc.uuid().map((uuid) => ({
  user: keyOf(webexId('PEOPLE', uuid), 'PEOPLE') as UserKey,
  room: keyOf(webexId('ROOM', uuid), 'ROOM') as RoomKey,
}));

/** How PubNub matches a channel against a subscription: a name, or all names that begin as the pattern does. */
const hears = (subscriptions: readonly string[], channel: string): boolean =>
  subscriptions.some((pattern) => channel === pattern || channel.startsWith(pattern.replace(/\*$/, '')));

describe.each(LAYOUTS)('in the %s layout', (layout) => {
  test('a name says of which user and room it is, and is within what PubNub allows', () => {
    fc.assert(
      fc.property(keys, keys, ({ user }, { room }) => {
        const name = channelOf(layout, user, room);
        expect(parseChannel(name)).toEqual({ user, room });
        expect(name.length).toBeLessThanOrEqual(92);
        expect(name).not.toMatch(/[\s,:*/\\]/);
        expect(name.split('.').length).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('news of the account have a name of their own', () => {
    const name = channelOf(layout, userKey(1), ACCOUNT_ROOM);
    expect(parseChannel(name)).toEqual({ user: userKey(1), room: ACCOUNT_ROOM });
    expect(hears(subscriptionsOf(layout, [userKey(1)]), name)).toBe(true);
  });

  test.each(['', '*', 'lobby', 'a.b', `${userKey(1)}.*`, `${userKey(1)}\n`, userKey(1).toUpperCase()])(
    'no name is made of the illegal key %j',
    (key) => {
      expect(() => channelOf(layout, key as UserKey, roomKey(1))).toThrow(RangeError);
      expect(() => channelOf(layout, userKey(1), key as RoomKey)).toThrow(RangeError);
    },
  );

  test('the app hears all its users, and sign-ins also when it has none yet', () => {
    const users = [userKey(1), userKey(2)];
    const subscriptions = subscriptionsOf(layout, users);
    for (const user of users) expect(hears(subscriptions, channelOf(layout, user, roomKey(7)))).toBe(true);
    expect(hears(subscriptions, CONTROL_CHANNEL)).toBe(false);
    expect(hears(subscriptionsOf(layout, []), signInChannelOf(layout, '6d4f7a1c-2f0e-4d7a-9a51-0e9b6b4f2c11'))).toBe(
      true,
    );
  });

  test('a sign-in has a name of its own, which is that of no room', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const name = signInChannelOf(layout, id);
        expect(parseSignInChannel(name)).toBe(id);
        expect(parseChannel(name)).toBeUndefined();
        expect(name.length).toBeLessThanOrEqual(92);
      }),
    );
    expect(() => signInChannelOf(layout, 'me')).toThrow(RangeError);
    expect(parseSignInChannel(channelOf(layout, userKey(1), roomKey(1)))).toBeUndefined();
  });

  test('news of the account are no user', () => {
    expect(() => channelOf(layout, ACCOUNT_ROOM as unknown as UserKey, roomKey(1))).toThrow(RangeError);
  });

  test('every subscription is a wildcard as PubNub understands it', () => {
    for (const pattern of subscriptionsOf(layout, [userKey(1), userKey(2)])) {
      expect(pattern).toMatch(/^[^.*]+(\.[^.*]+)?\.\*$/);
      expect(pattern.length).toBeLessThanOrEqual(92);
    }
  });
});

test('the two layouts spell the same room differently', () => {
  expect(channelOf('nested', userKey(1), roomKey(2))).toBe(`webex.${userKey(1)}.${roomKey(2)}`);
  expect(channelOf('flat', userKey(1), roomKey(2))).toBe(`webex.${userKey(1)}-${roomKey(2)}`);
});

test('in the nested layout nobody else is heard', () => {
  const subscriptions = subscriptionsOf('nested', [userKey(1)]);
  expect(hears(subscriptions, channelOf('nested', userKey(2), roomKey(1)))).toBe(false);
});

test.each([
  '',
  'webex.',
  'webex.*',
  CONTROL_CHANNEL,
  `webex.${userKey(1)}`,
  `webex.${userKey(1)}.`,
  `webex.${userKey(1)}.lobby`,
  `webex.${userKey(1)}_${roomKey(1)}`,
  `webex.${userKey(1)}.${roomKey(1)}-pnpres`,
  `webex.${userKey(1)}.${roomKey(1)}.more`,
  `teams.${userKey(1)}.${roomKey(1)}`,
])('%j is no channel of a room', (name) => {
  expect(parseChannel(name)).toBeUndefined();
});

test('any text is taken apart without an error, and only into legal keys', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `webex.${userKey(1)}.${text}`),
      ),
      (name) => {
        const parts = parseChannel(name);
        expect(parts === undefined || isUserKey(parts.user)).toBe(true);
      },
    ),
  );
});

test.each([
  '',
  'webex.signin',
  'webex.signin.',
  'webex.signin.me',
  `webex.signin.${roomKey(1)}.more`,
  `webex.signin_${roomKey(1)}`,
])('%j is no channel of a sign-in', (name) => {
  expect(parseSignInChannel(name)).toBeUndefined();
});

test('a layout is known by its name', () => {
  expect(['nested', 'flat'].every(isChannelLayout)).toBe(true);
  for (const other of ['', 'Nested', 'deep', undefined, null, 1, {}]) expect(isChannelLayout(other)).toBe(false);
});
