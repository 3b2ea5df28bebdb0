import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { signInChannelOf } from '../../../src/bridge/channels.ts';
import { parseState, signInText, verifierText, type SignInNews } from '../../../src/bridge/sign-in.ts';
import { SignIns } from '../../../src/bridge/sign-ins.ts';
import { hmac } from '../../../src/bridge/sign.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { account, accountNews, personId, TEAM, userKey } from '../../support/builders.ts';
import { startWorld, type World } from './world.ts';

const ASKER = { team: TEAM, slackUser: 'U1' };
const OPTIONS = {
  clientId: 'C-webex',
  webexApiUrl: 'https://webex.test/v1',
  functionsUrl: 'https://functions.test',
  secret: 'a secret of more than thirty-two letters',
};

const stateOf = (address: string): string => new URL(address).searchParams.get('state') ?? '';

/** A sign-in that was begun in a world where nobody is connected, and what PubNub will tell of it. */
async function begun(): Promise<{ world: World; news: SignInNews }> {
  const world = await startWorld({ accounts: [], signIn: true });
  const address = (await world.bridge.connections.invite(ASKER))?.url ?? '';
  const news: SignInNews = {
    v: 1,
    kind: 'sign-in',
    id: parseState(stateOf(address))?.signIn.id ?? '',
    outcome: 'connected',
    reason: 'You are connected.',
    senderId: personId(1),
    senderName: 'User 1',
    senderEmail: 'user1@example.com',
    proof: { at: 1, mac: 'x' },
  };
  return { world, news };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the address of a sign-in', () => {
  test('carries a state that only who knows the secret can make, and the challenge of a verifier only they know', async () => {
    const world = await startWorld();
    const address = await new SignIns(world.store.signIns, OPTIONS).begin(ASKER);
    const state = stateOf(address);
    const parsed = parseState(state);
    expect(parsed?.mac).toBe(parsed && hmac(OPTIONS.secret, signInText(parsed.signIn)));
    const verifier = hmac(OPTIONS.secret, verifierText(state));
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    expect(new URL(address).searchParams.get('code_challenge')).toBe(challenge);
    expect(address).not.toContain(OPTIONS.secret);
    expect(address).not.toContain(verifier);
  });

  test('tells the Function the address for which Slack vouches, where Slack tells it', async () => {
    const world = await startWorld({ accounts: [], signIn: true });
    const emailIn = async () =>
      parseState(stateOf((await world.bridge.connections.invite(ASKER))?.url ?? ''))?.signIn.email;
    await expect(emailIn()).resolves.toBe('');
    world.threads.emails.set('U1', 'ann@example.com');
    await expect(emailIn()).resolves.toBe('ann@example.com');
  });

  test('is another one every time', async () => {
    const world = await startWorld();
    const signIns = new SignIns(world.store.signIns, OPTIONS);
    const [one, other] = [await signIns.begin(ASKER), await signIns.begin(ASKER)];
    expect(stateOf(one)).not.toBe(stateOf(other));
  });
});

describe('a sign-in that was begun', () => {
  test('is remembered for a day, so that who comes too late is told so, and then forgotten', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const world = await startWorld();
    const signIns = new SignIns(world.store.signIns, OPTIONS);
    const id = parseState(stateOf(await signIns.begin(ASKER)))?.signIn.id ?? '';
    vi.setSystemTime(Date.now() + 11 * 60_000);
    await expect(signIns.find(id)).resolves.toMatchObject(ASKER);
    vi.setSystemTime(Date.now() + 23 * 60 * 60_000);
    await expect(signIns.find(id)).resolves.toMatchObject(ASKER);
    vi.setSystemTime(Date.now() + 60 * 60_000);
    await expect(signIns.find(id)).resolves.toBeUndefined();
  });

  test('is not begun when it cannot be written down', async () => {
    const world = await startWorld();
    world.breakTable('signIns');
    await expect(new SignIns(world.store.signIns, OPTIONS).begin(ASKER)).rejects.toMatchObject({
      code: 'store-failed',
    });
  });
});

describe('news of a sign-in', () => {
  test('are heard on its channel, and move the cursor', async () => {
    const { world, news } = await begun();
    const channel = signInChannelOf('nested', news.id);
    world.bridge.fromWebex({ channel, timetoken: '17000000000000001', envelope: news });
    await world.until('they are dealt with', async () => (await world.cursor()) === '17000000000000001');
    expect(world.bridge.accounts.users()).toEqual([userKey(1)]);
  });

  test('connect nobody when it failed, whomever they name', async () => {
    const { world, news } = await begun();
    await world.bridge.connections.settle({ ...news, outcome: 'taken', reason: 'Somebody else is.' });
    expect(world.bridge.accounts.users()).toEqual([]);
    expect(world.threads.told.map(({ words }) => words)).toEqual([texts.signInFailed('Somebody else is.')]);
  });

  test('connect nobody when they do not say whom', async () => {
    const { world, news } = await begun();
    await world.bridge.connections.settle({ ...news, senderId: 'nobody' });
    expect(world.bridge.accounts.users()).toEqual([]);
  });

  test('come again after a failure of the store, and connect then', async () => {
    const { world, news } = await begun();
    const repair = world.breakTable('accounts');
    await expect(world.bridge.connections.settle(news)).rejects.toMatchObject({ code: 'store-failed' });
    repair();
    await world.bridge.connections.settle(news);
    expect(world.bridge.accounts.users()).toEqual([userKey(1)]);
  });
});

test('an account that was signed in again is told anew when it is signed out anew', async () => {
  const world = await startWorld({ signIn: true });
  for (const status of ['signed-out', 'connected', 'signed-out'] as const) {
    await world.bridge.connections.heard(world.bridge.accounts.of(userKey(1)) ?? account(1), accountNews({ status }));
  }
  expect(world.threads.told).toHaveLength(2);
});
