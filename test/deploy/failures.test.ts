/** A deployment that fails at any step can be run again: then all is right, and nothing is there twice. */
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../sandbox/faults.ts';
import { CLIENT, installation, version, type Installation } from './support.ts';

const REFUSED = { answer: { status: 403, body: { errors: [{ code: 'FAAS-403', message: 'Forbidden' }] } } };
const BUSY = { answer: { status: 503, body: '' } };

/** The calls that change something in a first deployment. */
const FIRST: readonly Pick<Fault, 'method' | 'path'>[] = [
  { method: 'PUT', path: /\/secrets\/PIGDIN_SETTINGS$/ },
  { method: 'POST', path: /\/packages$/ },
  { method: 'POST', path: /\/package-deployments$/ },
  { method: 'POST', path: /\/function-deployments$/ },
  { method: 'PUT', path: /\/kv\/strings\// },
];

/** Likewise in an update, with a secret that changed. */
const UPDATE: readonly Pick<Fault, 'method' | 'path'>[] = [
  { method: 'POST', path: /\/package-revisions$/ },
  { method: 'POST', path: /\/package-deployments$/ },
  { method: 'PUT', path: /\/function-deployments$/ },
  { method: 'PUT', path: /\/secrets\/PIGDIN_SETTINGS$/ },
  { method: 'PUT', path: /\/kv\/strings\// },
];

const named = (calls: typeof FIRST) => calls.map((call) => [`${call.method} ${call.path.source}`, call] as const);

const ONE_DEPLOYMENT = /\/package-deployments\/[0-9a-f-]{36}$/;

const CHANGED = { PIGDIN_LAYOUT: 'flat' };

async function updated(): Promise<Installation> {
  const pigdin = await installation();
  await pigdin.deploy(version('one'));
  return pigdin;
}

/** One package, that many revisions, each once on the keyset, and only the newest runs. */
async function expectInPlace(pigdin: Installation, name: string, revisions: number): Promise<void> {
  const inventory = await pigdin.inventory();
  expect(inventory.packages).toHaveLength(1);
  expect(inventory.revisions).toHaveLength(revisions);
  const states = inventory.deployments.map(({ state }) => state);
  expect(states).toEqual([...Array<string>(revisions - 1).fill('STOPPED'), 'RUNNING']);
  expect(await pigdin.running()).toBe(name);
  const again = await pigdin.deploy(version(name), revisions > 1 ? CHANGED : {});
  expect(again.text).toContain('All is in place already');
}

describe('a first deployment', () => {
  test.each(named(FIRST))('refused at %s is finished by the next run', async (_name, call) => {
    const pigdin = await installation();
    pigdin.pubnub.faults.inject({ ...call, ...REFUSED });

    const failed = await pigdin.deploy(version('one'));
    const { inPlace } = await pigdin.deploy(version('one'));

    expect(failed.error?.message).toContain('PubNub refused to');
    expect(failed.text).toContain('the next run goes on from here');
    expect(inPlace).toBe(true);
    await expectInPlace(pigdin, 'one', 1);
  });

  test.each(named(FIRST))('told that %s failed, though it was done, does not do it twice', async (_name, call) => {
    const pigdin = await installation();
    pigdin.pubnub.faults.inject({ ...call, ...REFUSED, when: 'after' });

    const failed = await pigdin.deploy(version('one'));
    await pigdin.deploy(version('one'));

    expect(failed.error).toBeDefined();
    await expectInPlace(pigdin, 'one', 1);
  });

  test.each(named(FIRST))('that never hears the answer to %s looks what became of it', async (_name, call) => {
    const pigdin = await installation();
    pigdin.pubnub.faults.inject({ ...call, drop: true, when: 'after' });

    const { inPlace, text } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(true);
    expect(text).toContain('trying again');
    await expectInPlace(pigdin, 'one', 1);
  });
});

describe('an update', () => {
  test.each(named(UPDATE))('refused at %s is finished by the next run', async (_name, call) => {
    const pigdin = await updated();
    pigdin.pubnub.faults.inject({ ...call, ...REFUSED });

    const failed = await pigdin.deploy(version('two'), CHANGED);
    const afterFailure = await pigdin.running();
    const { inPlace } = await pigdin.deploy(version('two'), CHANGED);

    expect(failed.error).toBeDefined();
    const launched = call.method === 'PUT' && !call.path.test('/function-deployments');
    expect(afterFailure).toBe(launched ? 'two' : 'one');
    expect(inPlace).toBe(true);
    await expectInPlace(pigdin, 'two', 2);
  });

  test.each(named(UPDATE))('told that %s failed, though it was done, does not do it twice', async (_name, call) => {
    const pigdin = await updated();
    pigdin.pubnub.faults.inject({ ...call, ...REFUSED, when: 'after' });

    await pigdin.deploy(version('two'), CHANGED);
    const afterFailure = await pigdin.running();
    await pigdin.deploy(version('two'), CHANGED);

    expect(['one', 'two']).toContain(afterFailure);
    await expectInPlace(pigdin, 'two', 2);
  });

  test.each(named(UPDATE))('goes through, where %s is busy for a moment', async (_name, call) => {
    const pigdin = await updated();
    pigdin.pubnub.faults.inject({ ...call, ...BUSY, times: 2 });

    const { inPlace, text } = await pigdin.deploy(version('two'), CHANGED);

    expect(inPlace).toBe(true);
    expect(text).toContain('trying again');
    await expectInPlace(pigdin, 'two', 2);
  });

  test.each(named(UPDATE.slice(0, 3)))(
    'that never hears the answer to %s does not do it twice',
    async (_name, call) => {
      const pigdin = await updated();
      pigdin.pubnub.faults.inject({ ...call, drop: true, when: 'after' });
      pigdin.pubnub.faults.inject({ ...call, ...REFUSED });

      const { inPlace } = await pigdin.deploy(version('two'), CHANGED);

      expect(inPlace).toBe(true);
      await expectInPlace(pigdin, 'two', 2);
    },
  );

  test('to code that PubNub cannot load leaves the old version running, and says where to look', async () => {
    const pigdin = await updated();
    const [first, ...others] = version('two');
    if (!first) throw new Error('There are no Functions');

    const { error } = await pigdin.deploy([{ ...first, code: 'export default 1 +;' }, ...others]);

    expect(error?.message).toContain('PubNub refused to put the new version in the place of the running one');
    expect(error?.message).toContain('In the Admin Portal, under Functions');
    expect(await pigdin.running()).toBe('one');
    await pigdin.deploy(version('two'));
    expect(await pigdin.running()).toBe('two');
  });

  test('waits until PubNub has started what it said yes to', async () => {
    const pigdin = await updated();
    const starting = { id: 'x', packageRevisionId: 'x', keysetId: 4711, state: 'STARTING' };
    pigdin.pubnub.faults.inject({
      method: 'GET',
      path: ONE_DEPLOYMENT,
      answer: { status: 200, body: { data: starting } },
      times: 3,
    });

    const { inPlace, text } = await pigdin.deploy(version('two'));

    expect(inPlace).toBe(true);
    expect(text.match(/waiting until PubNub has started them/g)).toHaveLength(1);
  });

  test.each([
    ['STARTING', 'PubNub is still starting the Functions'],
    ['FAILED', 'their state is FAILED'],
  ])('whose deployment stays %s ends with a sentence', async (state, sentence) => {
    const pigdin = await updated();
    const deployment = { id: 'x', packageRevisionId: 'x', keysetId: 4711, state };
    pigdin.pubnub.faults.inject({
      method: 'GET',
      path: ONE_DEPLOYMENT,
      answer: { status: 200, body: { data: deployment } },
      times: 1000,
    });

    const { error } = await pigdin.deploy(version('two'));

    expect(error?.message).toContain(sentence);
  });
});

describe('where the new version cannot be started', () => {
  const launch = { method: 'PUT', path: /\/function-deployments$/, ...REFUSED };

  test('secrets that changed are still the old ones: what runs goes on with them', async () => {
    const pigdin = await updated();
    const before = new Map(pigdin.pubnub.vault.secrets);
    pigdin.pubnub.faults.inject(launch);

    await pigdin.deploy(version('two'), CHANGED);

    expect(pigdin.pubnub.vault.secrets).toEqual(before);
  });

  test('new secrets are there already: it needs them from its first message on', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'), { WEBEX_CLIENT_ID: '', WEBEX_CLIENT_SECRET: '' });
    pigdin.pubnub.faults.inject(launch);

    await pigdin.deploy(version('two'), CLIENT);

    expect(Object.fromEntries(pigdin.pubnub.vault.secrets)).toMatchObject(CLIENT);
    expect(await pigdin.running()).toBe('one');
  });
});

describe('reading what is there', () => {
  test.each([
    [/\/packages$/],
    [/\/package-revisions$/],
    [/\/functions$/],
    [/\/package-deployments$/],
    [/\/intersected$/],
    [/\/secrets$/],
    [/\/strings\//],
  ])('refused at %s changes nothing', async (path) => {
    const pigdin = await updated();
    const before = await pigdin.inventory();
    pigdin.pubnub.faults.inject({ method: 'GET', path, ...REFUSED });

    const { error } = await pigdin.deploy(version('two'), CHANGED);

    expect(error?.message).toContain('needs the permissions');
    expect(await pigdin.inventory()).toEqual(before);
  });
});
