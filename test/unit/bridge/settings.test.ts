import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { defaultSettings, Settings, type AccountSettings, type Arrival } from '../../../src/bridge/settings.ts';
import { openStore, type Store } from '../../../src/bridge/store.ts';
import { account, roomKey, userKey } from '../../support/builders.ts';

let store: Store;
let settings: Settings;
let told: string[];

beforeEach(async () => {
  store = await openStore(':memory:');
  onTestFinished(() => store.close());
  told = [];
  settings = new Settings(store.settings, (user) => told.push(user));
});

const user = userKey(1);

describe('settings', () => {
  test('are the defaults until something is chosen', () => {
    expect(settings.of(user)).toEqual(defaultSettings(user));
  });

  test('that were changed are known at once, after the next start, and to nobody else', async () => {
    await settings.change(user, () => ({ starts: 'direct', quietHours: { from: '22:00', to: '07:00' } }));
    expect(settings.of(user)).toMatchObject({ starts: 'direct', ownMessages: true });
    const next = new Settings(store.settings);
    await next.load();
    expect(next.of(user)).toEqual(settings.of(user));
    expect(next.of(userKey(2))).toEqual(defaultSettings(userKey(2)));
    expect(told).toEqual([user]);
  });

  test('changed twice at once keep both changes', async () => {
    await Promise.all([
      settings.setMuted(user, roomKey(1), true),
      settings.setMuted(user, roomKey(2), true),
      settings.change(user, () => ({ ownMessages: false })),
    ]);
    expect(settings.of(user)).toMatchObject({ muted: [roomKey(1), roomKey(2)], ownMessages: false });
  });

  test('that cannot be stored stay as they were', async () => {
    const broken = { ...store.settings, set: () => Promise.reject(new Error('The store did not answer')) };
    settings = new Settings(broken, (one) => told.push(one));
    await expect(settings.setMuted(user, roomKey(1), true)).rejects.toThrow('The store did not answer');
    expect(settings.isMuted(user, roomKey(1))).toBe(false);
    expect(told).toEqual([]);
  });

  test('written by an earlier version are filled up with defaults', async () => {
    await store.settings.set(user, { user, starts: 'direct' } as AccountSettings);
    await settings.load();
    expect(settings.of(user)).toEqual({ ...defaultSettings(user), starts: 'direct' });
  });

  test('go with the account', async () => {
    await settings.setMuted(user, roomKey(1), true);
    await settings.forget(user);
    expect(settings.of(user)).toEqual(defaultSettings(user));
    expect(await store.settings.all()).toEqual([]);
  });
});

describe('a muted room', () => {
  test('is muted once, however often it is asked for, and until it is taken back', async () => {
    await settings.setMuted(user, roomKey(1), true);
    await settings.setMuted(user, roomKey(1), true);
    expect(settings.of(user).muted).toEqual([roomKey(1)]);
    await settings.setMuted(user, roomKey(1), false);
    expect(settings.isMuted(user, roomKey(1))).toBe(false);
  });
});

describe('whether a message is shown', () => {
  const group = { room: roomKey(1), isDirect: false };
  const direct = { room: roomKey(2), isDirect: true };
  const first: Arrival = { own: false, hasThread: false };
  const later: Arrival = { own: false, hasThread: true };

  test.each([
    ['every room starts by itself', {}, group, first, true],
    ['direct rooms start, where only they do', { starts: 'direct' }, direct, first, true],
    ['others do not', { starts: 'direct' }, group, first, false],
    ['chosen rooms start, where only they do', { starts: 'chosen', chosen: [roomKey(1)] }, group, first, true],
    ['others do not, be they direct', { starts: 'chosen', chosen: [roomKey(1)] }, direct, first, false],
    ['a room with a thread goes on, chosen or not', { starts: 'chosen' }, group, later, true],
    ['a muted room stays silent, thread or not', { muted: [roomKey(1)] }, group, later, false],
    ['what the owner wrote elsewhere is shown', {}, group, { ...later, own: true }, true],
    ['unless they do not want it', { ownMessages: false }, group, { ...later, own: true }, false],
    ['which says nothing of others', { ownMessages: false }, group, later, true],
  ] satisfies [string, Partial<AccountSettings>, typeof group, Arrival, boolean][])(
    '%s',
    async (_rule, changes, room, arrival, expected) => {
      await settings.change(user, () => changes);
      expect(settings.shows(account(1), room, arrival)).toBe(expected);
    },
  );
});
