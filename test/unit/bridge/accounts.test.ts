import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Accounts } from '../../../src/bridge/accounts.ts';
import { openStore, type Store } from '../../../src/bridge/store.ts';
import { account, TEAM, userKey } from '../../support/builders.ts';

let store: Store;
let accounts: Accounts;

beforeEach(async () => {
  store = await openStore(':memory:');
  onTestFinished(() => store.close());
  accounts = new Accounts(store.accounts);
});

test('a saved account is known at once, and after the next start', async () => {
  await accounts.save(account());
  expect(accounts.of(userKey(1))).toEqual(account());
  const next = new Accounts(store.accounts);
  expect(next.of(userKey(1))).toBeUndefined();
  await next.load();
  expect(next.of(userKey(1))).toEqual(account());
  expect(next.users()).toEqual([userKey(1)]);
});

test('an account is found by its Slack user, of whom each workspace has its own', async () => {
  await accounts.save(account(1));
  await accounts.save(account(2));
  await accounts.save(account(3, { team: 'T2', slackUser: 'U1' }));
  expect(accounts.ofSlackUser(TEAM, 'U1')?.user).toBe(userKey(1));
  expect(accounts.ofSlackUser('T2', 'U1')?.user).toBe(userKey(3));
  expect(accounts.ofSlackUser('T2', 'U2')).toBeUndefined();
  expect(accounts.ofSlackUser('T3', 'U1')).toBeUndefined();
});

test('an account that is saved again replaces the one before', async () => {
  await accounts.save(account(1));
  await accounts.save(account(1, { home: 'C1' }));
  expect(accounts.users()).toHaveLength(1);
  expect(accounts.of(userKey(1))?.home).toBe('C1');
});

test('a removed account is unknown, now and after the next start', async () => {
  await accounts.save(account(1));
  await accounts.save(account(2));
  await accounts.remove(userKey(1));
  expect(accounts.users()).toEqual([userKey(2)]);
  expect(accounts.ofSlackUser(TEAM, 'U1')).toBeUndefined();
  const next = new Accounts(store.accounts);
  await next.load();
  expect(next.users()).toEqual([userKey(2)]);
});

test('an account that could not be written down is not known, and one that could not be removed still is', async () => {
  const failing = await openStore(':memory:');
  const brittle = new Accounts(failing.accounts);
  await brittle.save(account(1));
  await failing.close();
  await expect(brittle.save(account(2))).rejects.toMatchObject({ code: 'store-failed' });
  await expect(brittle.remove(userKey(1))).rejects.toMatchObject({ code: 'store-failed' });
  expect(brittle.users()).toEqual([userKey(1)]);
});
