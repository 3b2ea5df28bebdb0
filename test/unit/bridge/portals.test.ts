import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Portals } from '../../../src/bridge/portals.ts';
import { openStore, type Store } from '../../../src/bridge/store.ts';
import { link, messageId, outboxEntry, portal, roomKey, userKey } from '../../support/builders.ts';

let store: Store;
let portals: Portals;

beforeEach(async () => {
  store = await openStore(':memory:');
  onTestFinished(() => store.close());
  portals = new Portals(store);
});

describe('a portal', () => {
  test('is found by its room and by its thread', async () => {
    await portals.open(portal());
    await expect(portals.ofRoom(userKey(1), roomKey(1))).resolves.toEqual(portal());
    await expect(portals.ofThread(portal().thread)).resolves.toEqual(portal());
  });

  test('is not found by what only looks alike', async () => {
    await portals.open(portal());
    await expect(portals.ofRoom(userKey(2), roomKey(1))).resolves.toBeUndefined();
    await expect(portals.ofRoom(userKey(1), roomKey(2))).resolves.toBeUndefined();
    await expect(portals.ofThread({ ...portal().thread, channel: 'D2' })).resolves.toBeUndefined();
    await expect(portals.ofThread({ ...portal().thread, ts: '1700000000.000009' })).resolves.toBeUndefined();
  });

  test('of one room is another one for each user who is in it', async () => {
    const theirs = portal({ user: userKey(2), thread: { channel: 'D2', ts: '1.1' } });
    await portals.open(portal());
    await portals.open(theirs);
    await expect(portals.ofRoom(userKey(2), roomKey(1))).resolves.toEqual(theirs);
    await expect(portals.ofThread(portal().thread)).resolves.toMatchObject({ user: userKey(1) });
  });

  test('that was removed is found no more', async () => {
    await portals.open(portal());
    await portals.remove(portal());
    await expect(portals.ofRoom(userKey(1), roomKey(1))).resolves.toBeUndefined();
    await expect(portals.ofThread(portal().thread)).resolves.toBeUndefined();
  });

  test('is listed for its user, the latest active first', async () => {
    const at = (number: number, lastActivity: string) =>
      portal({ room: roomKey(number), thread: { channel: 'D1', ts: `${number}.0` }, lastActivity });
    await portals.open(at(1, '2026-11-20T08:00:00.000Z'));
    await portals.open(at(2, '2026-11-21T08:00:00.000Z'));
    await portals.open(at(3, '2026-11-19T23:59:59.999Z'));
    await portals.open(portal({ user: userKey(2), thread: { channel: 'D2', ts: '9.0' } }));
    const listed = await portals.ofUser(userKey(1));
    expect(listed.map(({ room }) => room)).toEqual([roomKey(2), roomKey(1), roomKey(3)]);
  });
});

describe('a link', () => {
  test('is found from either side', async () => {
    await portals.link(link());
    await expect(portals.linkOf(userKey(1), messageId(1))).resolves.toEqual(link());
    await expect(portals.linkOfSlack(link().slack)).resolves.toEqual(link());
  });

  test('belongs to one user: another user of the same room has their own', async () => {
    const theirs = link({ user: userKey(2), slack: { channel: 'D2', ts: '2.2' } });
    await portals.link(link());
    await portals.link(theirs);
    await expect(portals.linkOf(userKey(1), messageId(1))).resolves.toEqual(link());
    await expect(portals.linkOfSlack(theirs.slack)).resolves.toEqual(theirs);
  });

  test('does not exist for messages that were never mirrored', async () => {
    await expect(portals.linkOf(userKey(1), messageId(1))).resolves.toBeUndefined();
    await expect(portals.linkOfSlack({ channel: 'D1', ts: '1.1' })).resolves.toBeUndefined();
  });
});

test('of a forgotten user no trace is left, and all of the others', async () => {
  for (const number of [1, 2]) {
    const user = userKey(number);
    const channel = `D${number}`;
    await portals.open(portal({ user, thread: { channel, ts: '1.0' } }));
    await portals.open(portal({ user, room: roomKey(2), thread: { channel, ts: '2.0' } }));
    await portals.link(link({ user, slack: { channel, ts: '1.1' } }));
    await portals.link(link({ user, webexId: messageId(2), slack: { channel, ts: '2.1' } }));
    await store.outbox.set(`slack:${channel}:1`, outboxEntry({ user, id: `slack:${channel}:1` }));
    await store.parked.set(`slack:${channel}:2`, {
      ...outboxEntry({ user, id: `slack:${channel}:2` }),
      reason: 'x',
      parkedAt: '2026-11-20T08:00:00.000Z',
    });
  }
  const { portals: rooms, threads, links, mirrors, outbox, parked } = store;
  const rows = async () =>
    (await Promise.all([rooms, threads, links, mirrors, outbox, parked].map((table) => table.all()))).map(
      ({ length }) => length,
    );
  await expect(rows()).resolves.toEqual([4, 4, 4, 4, 2, 2]);
  await portals.forget(userKey(1));
  await expect(rows()).resolves.toEqual([2, 2, 2, 2, 1, 1]);
  await expect(portals.ofUser(userKey(1))).resolves.toEqual([]);
  await expect(portals.linkOfSlack({ channel: 'D1', ts: '1.1' })).resolves.toBeUndefined();
  await expect(portals.ofThread({ channel: 'D2', ts: '2.0' })).resolves.toMatchObject({ user: userKey(2) });
});
