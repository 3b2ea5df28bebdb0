import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BridgeError, refused } from '../../../src/bridge/errors.ts';
import { wish } from '../../../src/bridge/outbound/wishes.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { account, accountNews, external, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const READ_ONLY = refused({ code: 'read-only', reason: 'Read-only.', retryable: false });
const SIGNED_OUT = refused({ code: 'signed-out', reason: 'Please sign in again.', retryable: false });

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await world.roomIsMirrored();
});

const forwarded = () => world.rooms.asked.filter((call) => call.startsWith('forward'));
const sent = (): string[] => world.rooms.sent.map(({ text }) => text);
const parked = () => world.store.parked.all();
const transcript = () => world.threads.transcript('Room 1');

/** @returns the id of a parked reply whose author knows */
async function park(text = 'let me in'): Promise<string> {
  world.rooms.fail('forward', READ_ONLY, { about: text });
  const { ts } = await world.reply(text);
  const id = `slack:T1:D1:${ts}`;
  await world.until('its author is told', async () => (await world.store.parked.get(id))?.notice !== undefined);
  return id;
}

describe('what is parked', () => {
  test('is listed for its author, the oldest first, with the reason', async () => {
    const ids = [await park('one'), await park('two')];
    await world.restart();
    expect(world.bridge.parkedOf(account(1)).map(({ id, reason }) => [id, reason])).toEqual([
      [ids[0], 'Read-only.'],
      [ids[1], 'Read-only.'],
    ]);
    expect(world.bridge.parkedOf(account(2))).toEqual([]);
  });

  test('is told to its author after the next start where that did not come about', async () => {
    world.threads.hold('tellFailed');
    world.rooms.fail('forward', READ_ONLY);
    await world.reply('let me in');
    await world.until('it is parked', async () => (await parked()).length === 1);
    await world.restart();
    await world.drain();
    expect(transcript()).toEqual(['Ann: first', 'U1: let me in +failed', 'Pigdin: Not sent: Read-only.']);
    await world.restart();
    await world.drain();
    expect(transcript()).toHaveLength(3);
  });

  test('does not hold up its room while its author is being told', async () => {
    world.threads.hold('tellFailed');
    world.rooms.fail('forward', READ_ONLY, { about: 'one' });
    await world.reply('one');
    await world.reply('two');
    await world.until('the next is sent', () => transcript().includes('U1: two +sent'));
    expect(transcript()).toEqual(['Ann: first', 'U1: one', 'U1: two +sent']);
  });

  test('that was tried again before its author could be told shows in the end that it was sent', async () => {
    const release = world.threads.hold('tellFailed');
    world.rooms.fail('forward', READ_ONLY);
    const { ts } = await world.reply('let me in');
    await world.until('it is parked', async () => (await parked()).length === 1);
    await world.bridge.retry(`slack:T1:D1:${ts}`, 'U1');
    await world.until('it is sent', () => sent().includes('let me in'));
    release();
    await world.drain();
    expect(transcript()).toEqual(['Ann: first', 'U1: let me in +sent', 'Pigdin: Sent after all']);
  });

  test('and refused again is told anew in place of what was told before', async () => {
    const id = await park();
    world.rooms.fail('forward', refused({ code: 'read-only', reason: 'Still read-only.', retryable: false }));
    await world.bridge.retry(id, 'U1');
    await world.drain();
    expect(transcript()).toEqual(['Ann: first', 'U1: let me in +failed', 'Pigdin: Not sent: Still read-only.']);
  });
});

describe('whoever runs Pigdin', () => {
  test('may have parked replies sent again, while Pigdin runs', async () => {
    const ids = [await park('one'), await park('two')];
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    await world.restart();
    await wish(
      world.store,
      ids.map((id) => ({ id, verb: 'retry' })),
    );
    await vi.advanceTimersByTimeAsync(2_000);
    await world.until('both are sent', () => sent().length === 2);
    await world.drain();
    expect(sent()).toEqual(['one', 'two']);
    await expect(parked()).resolves.toEqual([]);
    await expect(world.store.wishes.all()).resolves.toEqual([]);
  });

  test('or at its next start', async () => {
    const id = await park();
    world.bridge.close();
    await wish(world.store, [{ id, verb: 'retry' }]);
    await world.restart();
    await world.until('it is sent', () => sent().length === 1);
    await world.drain();
    await expect(parked()).resolves.toEqual([]);
    expect(transcript().at(-1)).toBe('Pigdin: Sent after all');
  });

  test('may give them up: they are never sent, and their author reads so', async () => {
    const id = await park();
    world.bridge.close();
    await wish(world.store, [{ id, verb: 'drop' }]);
    await world.restart();
    await world.until('it is given up', async () => (await parked()).length === 0);
    await expect(world.bridge.retry(id, 'U1')).resolves.toBe(false);
    await world.restart();
    await world.drain();
    expect(sent()).toEqual([]);
    expect(transcript()).toEqual(['Ann: first', 'U1: let me in +failed', `Pigdin: ${texts.dropped}`]);
  });

  test('may want what is not parked any more: nothing happens', async () => {
    world.bridge.close();
    await wish(world.store, [{ id: 'slack:T1:D1:1.1', verb: 'retry' }]);
    await world.restart();
    await world.until('it is taken up', async () => (await world.store.wishes.all()).length === 0);
    await world.drain();
    expect(forwarded()).toEqual([]);
  });

  test('is heard again after the store has failed', async () => {
    const id = await park();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    await world.restart();
    await wish(world.store, [{ id, verb: 'retry' }]);
    const repair = world.breakTable('wishes');
    await vi.advanceTimersByTimeAsync(2_000);
    await world.until('it failed', () => JSON.stringify(world.logged).includes('could not be read'));
    repair();
    await vi.advanceTimersByTimeAsync(2_000);
    await world.until('it is sent', () => sent().length === 1);
    await world.drain();
    expect(transcript().at(-1)).toBe('Pigdin: Sent after all');
  });
});

describe('while an account is signed out', () => {
  const signIn = () => world.rooms.hear(userKey(1), 'account', accountNews({ status: 'connected' }));

  test('its replies wait in order, its owner is told once, and they are sent after the next sign-in', async () => {
    world.rooms.fail('forward', SIGNED_OUT);
    for (const text of ['one', 'two']) await world.reply(text);
    await world.until('its owner is told', () => world.threads.told.length === 1);
    await world.reply('three');
    await world.drain();
    expect(forwarded()).toEqual(['forward: one']);
    expect(world.threads.told.map(({ to }) => to)).toEqual(['U1']);
    await expect(parked()).resolves.toEqual([]);
    expect(transcript()).toEqual(['Ann: first', 'U1: one', 'U1: two', 'U1: three']);
    await world.restart();
    signIn();
    await world.until('all is sent', () =>
      transcript().every((line) => !line.startsWith('U1') || line.endsWith('+sent')),
    );
    expect(sent()).toEqual(['one', 'two', 'three']);
    expect(world.threads.told).toHaveLength(1);
  });

  test('what the Function says of it first counts as well', async () => {
    world.rooms.hear(userKey(1), 'account', accountNews({ status: 'signed-out' }));
    await world.until('its owner is told', () => world.threads.told.length === 1);
    await world.reply('one');
    await world.until('it is written down', async () => (await world.store.outbox.all()).length === 1);
    signIn();
    await world.until('it is sent', () => sent().length === 1);
    expect(forwarded()).toEqual(['forward: one']);
  });

  test('another account goes on', async () => {
    world = await startWorld({ accounts: [account(1, { signedOut: true }), account(2)] });
    await world.roomIsMirrored(1);
    world.webexSays('first', { room: 2, to: userKey(2) });
    await world.until('both have a thread', () => world.threads.threads().length === 2);
    await world.reply('waits');
    await world.reply('goes', { room: 2, by: 'U2' });
    await world.drain();
    expect(sent()).toEqual(['goes']);
  });

  test('what comes from Webex is still shown', async () => {
    world.rooms.fail('forward', SIGNED_OUT);
    await world.reply('one');
    await world.until('its owner is told', () => world.threads.told.length === 1);
    world.webexSays('hello');
    await world.until('it is shown', () => transcript().includes('Ann: hello'));
    expect(transcript()).toEqual(['Ann: first', 'U1: one', 'Ann: hello']);
  });
});

describe('a message of the owner in Webex', () => {
  const unknown = new BridgeError('pubnub-unreachable', 'away', { retryable: true });

  /** A reply that may be in Webex, though nobody said so, and was parked. */
  async function uncertain(text: string): Promise<string> {
    world.rooms.fail('forward', unknown, { about: text, times: 3 });
    const { ts } = await world.reply(text);
    const id = `slack:T1:D1:${ts}`;
    await world.until('its author is told', async () => (await world.store.parked.get(id))?.notice !== undefined);
    return id;
  }

  const created = new Date(1_700_000_010_000).toISOString();

  /** Written from a Webex client, or so it seems. */
  function ownMessage(text: string, { by = 'Somebody', at = created, senderId = account(1).personId } = {}) {
    return world.webexSays(text, { by, senderId, externalObj: external(500, { created: at, personId: senderId }) });
  }

  test('that reads as a reply of which nobody knew is that reply: it is not shown once more, and nothing failed', async () => {
    const id = await uncertain('hello');
    const { externalObj } = ownMessage('hello');
    await world.until('the failure is taken back', () => transcript().includes('Pigdin: Sent after all'));
    await world.drain();
    expect(transcript()).toEqual(['Ann: first', 'U1: hello +sent', 'Pigdin: Sent after all']);
    await expect(world.store.parked.get(id)).resolves.toBeUndefined();
    await expect(world.store.links.get(`${userKey(1)}/${externalObj?.id}`)).resolves.toMatchObject({ origin: 'slack' });
  });

  test.each([
    ['reads otherwise', 'goodbye', created, account(1).personId],
    ['was written before it', 'hello', '2020-01-01T00:00:00.000Z', account(1).personId],
    ['is somebody else’s', 'hello', created, account(2).personId],
  ])('that %s is shown', async (_how, text, at, senderId) => {
    const id = await uncertain('hello');
    ownMessage(text, { senderId, at });
    await world.until('it is shown', () => transcript().includes(`Somebody: ${text}`));
    await expect(world.store.parked.get(id)).resolves.toBeDefined();
  });

  test('is shown where the equal reply is known not to have arrived', async () => {
    await park('hello');
    ownMessage('hello');
    await world.until('it is shown', () => transcript().includes('Somebody: hello'));
    await expect(parked()).resolves.toHaveLength(1);
  });
});
