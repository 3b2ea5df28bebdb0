import { describe, expect, test } from 'vitest';
import { account, personId, roomKey, userKey } from '../../support/builders.ts';
import { startWorld } from './world.ts';

const [user, mine] = [userKey(1), { by: account(1).name, senderId: personId(1) }];

describe('what the settings keep out of Slack', () => {
  test('a message in a muted room is not shown, but counted', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    await world.bridge.settings.setMuted(user, roomKey(1), true);
    world.webexSays('not now');
    await world.until('it is counted', async () => (await world.bridge.portalsOf(account(1)))[0]?.unread === 2);
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first']);
  });

  test('a room that is no longer muted goes on in its thread', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    await world.bridge.settings.setMuted(user, roomKey(1), true);
    world.webexSays('not now');
    await world.until('it is counted', async () => (await world.bridge.portalsOf(account(1)))[0]?.unread === 2);
    await world.bridge.settings.setMuted(user, roomKey(1), false);
    world.webexSays('now');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'Ann: now']);
  });

  test('a room gets no thread by itself where only direct rooms do', async () => {
    const world = await startWorld();
    await world.bridge.settings.change(user, () => ({ starts: 'direct' }));
    world.webexSays('in a group', { room: 1 });
    world.webexSays('to me', { room: 2, isDirect: true });
    await world.drain();
    expect(world.threads.threads()).toEqual(['Room 2']);
  });

  test('what the owner wrote from a Webex client, where they do not want it', async () => {
    const world = await startWorld();
    await world.roomIsMirrored();
    await world.bridge.settings.change(user, () => ({ ownMessages: false }));
    world.webexSays('from my phone', mine);
    world.webexSays('hello');
    await world.drain();
    expect(world.threads.transcript('Room 1')).toEqual(['Ann: first', 'Ann: hello']);
  });

  test('the settings of one account say nothing of another', async () => {
    const world = await startWorld({ accounts: [account(1), account(2)] });
    await world.bridge.settings.setMuted(user, roomKey(1), true);
    world.webexSays('hello', { to: user });
    world.webexSays('hello', { to: userKey(2) });
    await world.drain();
    expect(world.threads.messages.map(({ channel }) => channel)).toEqual(['D2', 'D2']);
  });
});

describe('how much of a room is new', () => {
  test('grows with what others write, and starts anew when the owner writes, from whatever side', async () => {
    const world = await startWorld();
    const unread = async () => (await world.bridge.portalsOf(account(1)))[0]?.unread;
    await world.roomIsMirrored();
    world.webexSays('second');
    await world.until('two are new', async () => (await unread()) === 2);
    await world.reply('mine');
    await world.until('none is new', async () => (await unread()) === 0);
    world.webexSays('third');
    await world.until('one is new', async () => (await unread()) === 1);
    world.webexSays('from my phone', mine);
    await world.until('none is new', async () => (await unread()) === 0);
    await expect(unread()).resolves.toBe(0);
  });
});

test('whoever shows an account hears when it, its settings or its rooms change', async () => {
  const world = await startWorld();
  const heard: string[] = [];
  world.bridge.onChange = ({ slackUser }) => heard.push(slackUser);
  await world.roomIsMirrored();
  expect(heard.length).toBeGreaterThan(0);
  heard.length = 0;
  await world.bridge.settings.setMuted(user, roomKey(1), true);
  expect(heard).toEqual(['U1']);
  await world.bridge.connections.disconnect(account(1));
  expect(heard.length).toBeGreaterThan(1);
});

test('the settings go with the account', async () => {
  const world = await startWorld();
  await world.bridge.settings.setMuted(user, roomKey(1), true);
  await world.bridge.connections.disconnect(account(1));
  expect(await world.store.settings.all()).toEqual([]);
});
