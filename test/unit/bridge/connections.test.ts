import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { SignInNews } from '../../../src/bridge/sign-in.ts';
import { parseState } from '../../../src/bridge/sign-in.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { account, personId, registered, TEAM, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const ASKER = { team: TEAM, slackUser: 'U1', responseUrl: 'https://slack.test/answer' };

/** Begins a sign-in, and returns its id as the state holds it. */
async function begun(world: World, asker: typeof ASKER & { home?: string } = ASKER): Promise<string> {
  const invitation = await world.bridge.connections.invite(asker);
  const state = new URL(invitation?.url ?? '').searchParams.get('state') ?? '';
  return parseState(state)?.signIn.id ?? '';
}

const news = (id: string, change: Partial<SignInNews> = {}): SignInNews => ({
  v: 1,
  kind: 'sign-in',
  id,
  outcome: 'connected',
  reason: 'You are connected.',
  senderId: personId(1),
  senderName: 'User 1',
  senderEmail: 'user1@example.com',
  proof: { at: 1, mac: '' },
  ...change,
});

const unconnected = (): Promise<World> => startWorld({ accounts: [], signIn: true });

describe('a sign-in', () => {
  test('leads to Webex with all that Webex wants to know', async () => {
    const world = await unconnected();
    const invitation = await world.bridge.connections.invite(ASKER);
    const url = new URL(invitation?.url ?? '');
    expect(url.origin + url.pathname).toBe('https://webex.test/v1/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'C-webex',
      redirect_uri: 'https://functions.test/webex/oauth',
      scope: expect.stringContaining('spark:messages_write'),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(parseState(url.searchParams.get('state') ?? '')?.signIn).toMatchObject({ team: TEAM, user: 'U1' });
  });

  test('that succeeded connects who asked, and tells them in place of the button', async () => {
    const world = await unconnected();
    await world.bridge.connections.settle(news(await begun(world)));
    await expect(world.store.accounts.all()).resolves.toEqual([account(1, { connectedAt: expect.any(String) })]);
    const text = texts.connected('User 1', 'user1@example.com', texts.yourDirectMessages);
    expect(world.threads.told).toEqual([{ to: 'U1', words: text, inPlaceOf: ASKER.responseUrl }]);
  });

  test('says who will read the threads when they are opened in a channel', async () => {
    const world = await unconnected();
    await world.bridge.connections.settle(news(await begun(world, { ...ASKER, home: 'C1' })));
    await expect(world.store.accounts.all()).resolves.toMatchObject([{ home: 'C1' }]);
    expect(world.threads.told[0]?.words).toContain(texts.everyoneReads('<#C1>'));
  });

  test('whose news come twice connects and tells once', async () => {
    const world = await unconnected();
    const id = await begun(world);
    await world.bridge.connections.settle(news(id));
    await world.bridge.connections.settle(news(id));
    expect(world.threads.told).toHaveLength(1);
  });

  test('whose news come twice at the same time connects and tells once', async () => {
    const world = await unconnected();
    const id = await begun(world);
    await Promise.all([world.bridge.connections.settle(news(id)), world.bridge.connections.settle(news(id))]);
    expect(world.threads.told).toHaveLength(1);
  });

  test('whose news could not be told is told when they come again', async () => {
    const world = await unconnected();
    const id = await begun(world);
    world.threads.fail('tell', new BridgeError('slack-unreachable', 'x', { retryable: true }));
    await expect(world.bridge.connections.settle(news(id))).rejects.toMatchObject({ code: 'slack-unreachable' });
    await world.bridge.connections.settle(news(id));
    expect(world.threads.told).toHaveLength(1);
  });

  test('a second time says that it was renewed, and not once more how everything works', async () => {
    const world = await unconnected();
    await world.bridge.connections.settle(news(await begun(world)));
    await world.bridge.connections.settle(news(await begun(world)));
    expect(world.threads.told[1]?.words).toBe(texts.renewed('User 1', 'user1@example.com'));
    expect(world.bridge.accounts.users()).toEqual([userKey(1)]);
  });

  test('a second time into a channel says where threads appear now', async () => {
    const world = await unconnected();
    await world.bridge.connections.settle(news(await begun(world)));
    await world.bridge.connections.settle(news(await begun(world, { ...ASKER, home: 'C1' })));
    expect(world.threads.told[1]?.words).toContain(texts.everyoneReads('<#C1>'));
  });

  test('whose link is opened once more says that nothing has changed, and leaves what stands in place of the button', async () => {
    const world = await unconnected();
    const id = await begun(world);
    await world.bridge.connections.settle(news(id));
    const replayed = news(id, { outcome: 'replayed', reason: 'Each sign-in works once.' });
    await world.bridge.connections.settle(replayed);
    await world.bridge.connections.settle(replayed);
    const words = texts.stillConnected('User 1', 'Each sign-in works once.');
    expect(world.threads.told.slice(1)).toEqual([{ to: 'U1', words, inPlaceOf: undefined }]);
  });

  test('that fails for somebody who is connected does not tell them that they are not', async () => {
    const world = await unconnected();
    await world.bridge.connections.settle(news(await begun(world)));
    const { senderId: _, ...failed } = news(await begun(world), { outcome: 'denied', reason: 'You said no.' });
    await world.bridge.connections.settle(failed);
    const words = texts.stillConnected('User 1', 'You said no.');
    expect(world.threads.told[1]).toEqual({ to: 'U1', words, inPlaceOf: ASKER.responseUrl });
  });

  test('that failed connects nobody, and says why and what to do', async () => {
    const world = await unconnected();
    const { senderId: _, ...failed } = news(await begun(world), { outcome: 'denied', reason: 'You said no.' });
    await world.bridge.connections.settle(failed);
    await expect(world.store.accounts.all()).resolves.toEqual([]);
    expect(world.threads.told[0]?.words).toBe(texts.signInFailed('You said no.'));
  });

  test('that this app did not begin is ignored', async () => {
    const world = await unconnected();
    await world.bridge.connections.settle(news('6d4f7a1c-2f0e-4d7a-9a51-0e9b6b4f2c11'));
    await expect(world.store.accounts.all()).resolves.toEqual([]);
    expect(world.threads.told).toEqual([]);
  });

  test('as another Webex person takes the place of the first', async () => {
    const world = await startWorld({ signIn: true });
    world.rooms.users.push(registered(1));
    await world.bridge.connections.settle(news(await begun(world), { senderId: personId(2), senderName: 'User 2' }));
    expect(world.bridge.accounts.users()).toEqual([userKey(2)]);
    expect(world.rooms.users).toEqual([]);
    expect(world.threads.told[0]?.words).toContain(texts.replaced('User 1', 'user1@example.com'));
  });

  test('is not offered where no integration is configured', async () => {
    const world = await startWorld();
    await expect(world.bridge.connections.invite(ASKER)).resolves.toBeUndefined();
  });
});

describe('an account that Webex has signed out', () => {
  const signedOut = (world: World) =>
    world.bridge.connections.heard(world.bridge.accounts.of(userKey(1)) ?? account(1), {
      v: 1,
      id: 'account:signed-out:1',
      kind: 'account',
      fromPlatform: 'webex',
      status: 'signed-out',
      senderId: personId(1),
      senderName: 'User 1',
      senderEmail: 'user1@example.com',
    });

  test('is told so once, with a button', async () => {
    const world = await startWorld({ signIn: true });
    await signedOut(world);
    await signedOut(world);
    expect(world.threads.told).toHaveLength(1);
    expect(world.threads.told[0]?.words).toMatchObject({
      text: texts.signedOut,
      url: expect.stringContaining('/authorize'),
    });
  });

  test('is told so once, also when the news come twice at the same time, and again when they could not be told', async () => {
    const world = await startWorld({ signIn: true });
    world.threads.fail('tell', new BridgeError('slack-unreachable', 'x', { retryable: true }));
    await expect(signedOut(world)).rejects.toMatchObject({ code: 'slack-unreachable' });
    expect(world.threads.told).toEqual([]);
    await Promise.all([signedOut(world), signedOut(world)]);
    expect(world.threads.told).toHaveLength(1);
  });

  test('is told whom to ask where people cannot sign in by themselves', async () => {
    const world = await startWorld();
    await signedOut(world);
    expect(world.threads.told[0]?.words).toBe(texts.signedOutNoSignIn);
  });
});

test('disconnecting removes the user everywhere', async () => {
  const world = await startWorld();
  world.rooms.users.push(registered(1));
  await world.roomIsMirrored();
  await world.bridge.connections.disconnect(account(1));
  expect(world.rooms.users).toEqual([]);
  for (const table of ['accounts', 'portals', 'threads', 'links', 'mirrors'] as const) {
    await expect(world.store[table].all()).resolves.toEqual([]);
  }
});
