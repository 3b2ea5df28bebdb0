import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../functions/deployment.ts';
import { CLIENT, installation, SECRET, version } from './support.ts';

const states = ({ deployments }: { deployments: readonly { state: string }[] }): string[] =>
  deployments.map(({ state }) => state);

describe('a first deployment', () => {
  test('shows a plan, then starts every Function and sets every secret', async () => {
    const pigdin = await installation();

    const { inPlace, text } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(true);
    for (const { name } of FUNCTIONS) expect(text).toMatch(new RegExp(`${name} +new `));
    for (const path of ['webex/webhook', 'webex/oauth', 'webex/query']) expect(await pigdin.running(path)).toBe('one');
    const { packages, revisions, secrets, ...rest } = await pigdin.inventory();
    expect(packages).toMatchObject([{ name: 'pigdin' }]);
    expect(revisions).toMatchObject([{ name: expect.stringMatching(/^pigdin-[0-9a-f]{8}$/) }]);
    expect(states(rest)).toEqual(['RUNNING']);
    expect(secrets).toEqual({ PIGDIN_SECRET: SECRET, PIGDIN_SETTINGS: expect.any(String), ...CLIENT });
  });

  test('tells the Functions where they are, where Webex is and how channels are named', async () => {
    const pigdin = await installation();

    await pigdin.deploy(version('one'), { PIGDIN_LAYOUT: 'flat', WEBEX_API_URL: 'http://127.0.0.1:9/v1/' });

    const { url, keyset, vault } = pigdin.pubnub;
    expect(JSON.parse(vault.secrets.get('PIGDIN_SETTINGS') ?? '')).toEqual({
      webexApiUrl: 'http://127.0.0.1:9/v1',
      functionsUrl: `${url}/v1/blocks/sub-key/${keyset.subscribeKey}`,
      layout: 'flat',
    });
  });

  test('without a Webex integration leaves its secrets out, and says what that means and what to do', async () => {
    const pigdin = await installation();

    const { text } = await pigdin.deploy(version('one'), { WEBEX_CLIENT_ID: '', WEBEX_CLIENT_SECRET: '' });

    expect(Object.keys((await pigdin.inventory()).secrets)).toEqual(['PIGDIN_SECRET', 'PIGDIN_SETTINGS']);
    expect(text).toContain('nobody can sign in');
    expect(text).toContain('Set WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET');
  });

  test('says at the end which redirect URI the integration needs', async () => {
    const pigdin = await installation();
    const { url, keyset } = pigdin.pubnub;

    const { text } = await pigdin.deploy(version('one'));

    expect(text).toContain(`${url}/v1/blocks/sub-key/${keyset.subscribeKey}/webex/oauth`);
  });

  test('leaves packages of others alone, even one whose name begins the same', async () => {
    const pigdin = await installation();
    const functions = [
      {
        name: 'tick',
        type: 'ON_INTERVAL',
        code: 'export default async (event) => event.ok();',
        config: { type: 'ON_INTERVAL', interval: 5 },
      },
    ];
    for (let n = 0; n < 3; n += 1) {
      await pigdin.admin('POST', 'packages', { name: `pigdin-${n}`, revisionName: 'r', functions });
    }
    const before = await pigdin.inventory();

    await pigdin.deploy(version('one'));

    const after = await pigdin.inventory();
    expect(after.packages.slice(0, 3)).toEqual(before.packages);
    expect(after.packages.slice(3)).toMatchObject([{ name: 'pigdin' }]);
  });
});

describe('deploying what is there already', () => {
  test('changes nothing, asks nobody and says so', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    const before = await pigdin.inventory();

    const { inPlace, text } = await pigdin.deploy(version('one'), {}, { yes: false });

    expect(inPlace).toBe(true);
    expect(text).toContain('Nothing was changed');
    expect(await pigdin.inventory()).toEqual(before);
  });

  test('starts again what somebody stopped, without a new revision', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    const [deployment] = (await pigdin.inventory()).deployments;
    await pigdin.admin('DELETE', `package-deployments/${deployment?.id}/function-deployments`);
    expect(await pigdin.running()).toBeUndefined();

    const { text } = await pigdin.deploy(version('one'));

    expect(text).toContain('is started');
    expect(await pigdin.running()).toBe('one');
    const { revisions, ...rest } = await pigdin.inventory();
    expect(revisions).toHaveLength(1);
    expect(states(rest)).toEqual(['RUNNING']);
  });

  test('goes on where only the package is left', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    const { deployments, revisions } = await pigdin.inventory();
    await pigdin.admin('DELETE', `package-deployments/${deployments[0]?.id}/function-deployments`);
    await pigdin.admin('DELETE', `package-deployments/${deployments[0]?.id}`);
    await pigdin.admin('DELETE', `package-revisions/${revisions[0]?.id}`);

    await pigdin.deploy(version('one'));

    expect(await pigdin.running()).toBe('one');
    expect((await pigdin.inventory()).packages).toHaveLength(1);
  });
});

describe('an update', () => {
  test('of one Function is one new revision, which takes the place of the old', async () => {
    const pigdin = await installation();
    const [first, ...others] = version('one');
    const [changed] = version('two');
    if (!first || !changed) throw new Error('There are no Functions');
    await pigdin.deploy([first, ...others]);

    const { text } = await pigdin.deploy([changed, ...others]);

    expect(text).toMatch(new RegExp(`${first.binding.name} +changed `));
    expect(text.match(/ as it is /g)?.length).toBeGreaterThanOrEqual(others.length);
    expect(text).toContain('takes the place of the one that runs');
    const { packages, revisions, ...rest } = await pigdin.inventory();
    expect([packages.length, revisions.length]).toEqual([1, 2]);
    expect(states(rest)).toEqual(['STOPPED', 'RUNNING']);
  });

  test('notices a Function that moved, and one that is gone', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    const moved = FUNCTIONS.filter(({ name }) => name !== 'webex-query').map((binding) =>
      binding.type === 'ON_INTERVAL' ? { ...binding, minutes: 5 } : binding,
    );

    const { text } = await pigdin.deploy(version('one', moved));

    expect(text).toMatch(/webex-interval +changed /);
    expect(text).toMatch(/webex-query +not in this version any more/);
    expect(await pigdin.running('webex/query')).toBeUndefined();
    expect(await pigdin.running()).toBe('one');
  });

  test('back to an older version is an update like any other', async () => {
    const pigdin = await installation();
    for (const name of ['one', 'two', 'one']) await pigdin.deploy(version(name));

    expect(await pigdin.running()).toBe('one');
    expect(states(await pigdin.inventory())).toEqual(['STOPPED', 'STOPPED', 'RUNNING']);
  });

  test('finds what runs, though newer revisions were never started on this keyset', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    const [{ id } = { id: '' }] = (await pigdin.inventory()).packages;
    const functions = [
      { name: 'f', type: 'ON_REQUEST', code: 'export default () => 1;', config: { type: 'ON_REQUEST', path: 'f' } },
    ];
    await pigdin.admin('POST', 'package-revisions', { packageId: id, functions });

    await pigdin.deploy(version('two'));

    expect(await pigdin.running()).toBe('two');
    expect(states(await pigdin.inventory())).toEqual(['STOPPED', 'RUNNING']);
  });
});

describe('secrets', () => {
  test('that changed are written, the others not', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));

    const { text } = await pigdin.deploy(version('one'), { PIGDIN_LAYOUT: 'flat' });

    expect(text).toMatch(/PIGDIN_SETTINGS +changed/);
    expect(text.match(/✓.*/g)).toEqual(['✓ secret PIGDIN_SETTINGS']);
    expect(pigdin.pubnub.vault.secrets.get('PIGDIN_SETTINGS')).toContain('flat');
  });

  test('that were set by hand are written once, because nobody can read them', async () => {
    const pigdin = await installation();
    pigdin.pubnub.vault.secrets.set('PIGDIN_SECRET', 'mistyped');

    const first = await pigdin.deploy(version('one'));
    const second = await pigdin.deploy(version('one'));

    expect(first.text).toMatch(/PIGDIN_SECRET +there; written again/);
    expect(pigdin.pubnub.vault.secrets.get('PIGDIN_SECRET')).toBe(SECRET);
    expect(second.text).toMatch(/PIGDIN_SECRET +as it is/);
  });

  test('that are not set here stay as they are', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));

    const { text } = await pigdin.deploy(version('one'), { WEBEX_CLIENT_ID: '', WEBEX_CLIENT_SECRET: '' });

    expect(text).toMatch(/WEBEX_CLIENT_ID +there, but not set here: left alone/);
    expect(pigdin.pubnub.vault.secrets.get('WEBEX_CLIENT_SECRET')).toBe(CLIENT.WEBEX_CLIENT_SECRET);
  });

  test('are all written where that is asked for', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    pigdin.pubnub.vault.secrets.set('PIGDIN_SECRET', 'changed behind our back');

    await pigdin.deploy(version('one'), {}, { rewriteSecrets: true });

    expect(pigdin.pubnub.vault.secrets.get('PIGDIN_SECRET')).toBe(SECRET);
  });

  test('leave no trace of their values, neither on the terminal nor in the key-value store', async () => {
    const pigdin = await installation();

    const { text } = await pigdin.deploy(version('one'));

    const { fingerprints } = await pigdin.inventory();
    expect(fingerprints).toContain('PIGDIN_SECRET');
    for (const value of [SECRET, CLIENT.WEBEX_CLIENT_SECRET, pigdin.pubnub.admin.apiKey]) {
      expect(text).not.toContain(value);
      expect(fingerprints).not.toContain(value);
    }
  });

  test('with a note that is damaged are written again', async () => {
    const pigdin = await installation();
    await pigdin.deploy(version('one'));
    pigdin.pubnub.kv.setFor(60_000, 'pigdin-secret-fingerprints', '[not a note');

    const { inPlace, text } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(true);
    expect(text).toMatch(/PIGDIN_SECRET +there; written again/);
  });
});

describe('before anything is changed', () => {
  test('--plan shows the plan, and that is all', async () => {
    const pigdin = await installation();
    const before = await pigdin.inventory();

    const { inPlace, text } = await pigdin.deploy(version('one'), {}, { planOnly: true, yes: false });

    expect(inPlace).toBe(true);
    expect(text).toContain('only the plan');
    expect(await pigdin.inventory()).toEqual(before);
  });

  test.each([
    [true, 'Done.'],
    [false, 'Nothing was changed.'],
  ])('somebody at the terminal is asked: %s', async (answer, said) => {
    const pigdin = await installation();
    const questions: string[] = [];
    const ask = async (question: string): Promise<boolean> => {
      questions.push(question);
      return answer;
    };

    const { text } = await pigdin.deploy(version('one'), {}, { yes: false }, ask);

    expect(questions).toHaveLength(1);
    expect(text).toContain(said);
    expect(await pigdin.running()).toBe(answer ? 'one' : undefined);
  });

  test('without a terminal, and without --yes, nothing happens', async () => {
    const pigdin = await installation();

    const { inPlace, text } = await pigdin.deploy(version('one'), {}, { yes: false });

    expect(inPlace).toBe(false);
    expect(text).toContain('Add --yes');
    expect((await pigdin.inventory()).packages).toEqual([]);
  });

  test('Functions of others on the same channel are found', async () => {
    const pigdin = await installation();
    const functions = [
      {
        name: 'theirs',
        type: 'BEFORE_PUBLISH',
        code: 'export default async (request) => request.ok();',
        config: { type: 'BEFORE_PUBLISH', inputChannel: 'webex.*' },
      },
    ];
    const theirs = await pigdin.admin<{ id: string }>('POST', 'packages', {
      name: 'chat',
      revisionName: 'r',
      functions,
    });
    const [revision] = await pigdin.admin<{ id: string }[]>('GET', `packages/${theirs.id}/package-revisions`);
    const deployment = await pigdin.admin<{ id: string }>('POST', 'package-deployments', {
      packageRevisionId: revision?.id,
      keysetId: pigdin.pubnub.admin.keysetId,
    });
    await pigdin.admin('POST', `package-deployments/${deployment.id}/function-deployments`);
    const before = await pigdin.inventory();

    const { inPlace, text } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(false);
    expect(text.match(new RegExp(`deployment ${deployment.id}`, 'g'))).toHaveLength(1);
    expect(text).toContain('Stop them in the Admin Portal');
    expect(await pigdin.inventory()).toEqual(before);
  });

  test('a keyset number and a subscribe key of two keysets are found', async () => {
    const pigdin = await installation();
    const body = { id: '4711', name: 'other', subscribeKey: 'sub-c-other' };
    pigdin.pubnub.faults.inject({ path: /\/keysets\/4711$/, answer: { status: 200, body } });

    const { inPlace, text } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(false);
    expect(text).toContain('PUBNUB_KEYSET_ID is of the keyset sub-c-other');
    expect((await pigdin.inventory()).packages).toEqual([]);
  });
});
