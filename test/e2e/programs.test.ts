import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keyOf } from '../../src/bridge/ids.ts';
import { openHouse, type House } from '../support/house.ts';
import { run } from '../support/process.ts';

let house: House;
let folder: string;

beforeAll(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), 'pigdin-programs-'));
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const PATIENCE = { timeout: 10_000 };

describe('the bridge', () => {
  test('names every variable that is missing, with its remedy, and ends with code 1 before it connects anywhere', async () => {
    const { code, stderr } = await run('src/main.ts', [], {});
    expect(code).toBe(1);
    for (const name of [
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'PUBNUB_PUBLISH_KEY',
      'PUBNUB_SUBSCRIBE_KEY',
      'PIGDIN_SECRET',
    ]) {
      expect(stderr).toMatch(new RegExp(`${name} is missing\\. \\S`));
    }
    expect(stderr).not.toContain('    at ');
  });

  test('names every variable that is malformed, and connects nowhere', async () => {
    const before = house.sandbox.slack.journal.entries.length;
    const malformed = {
      SLACK_APP_TOKEN: 'xoxb-wrong',
      PIGDIN_SECRET: 'short',
      PIGDIN_LAYOUT: 'round',
      PUBNUB_ORIGIN: 'ps.pndsn.com',
      LOG_LEVEL: 'loud',
    };
    const { code, stderr } = await run('src/main.ts', [], { ...house.sandbox.environment, ...malformed });
    expect(code).toBe(1);
    for (const name of Object.keys(malformed)) expect(stderr).toContain(`  ${name} must `);
    expect(stderr).not.toContain('xoxb-wrong');
    expect(house.sandbox.slack.journal.entries).toHaveLength(before);
  });

  test('says which token Slack does not accept, and ends with code 1', async () => {
    const storeFile = join(folder, 'refused.db');
    const wrongBot = await run('src/main.ts', [], {
      ...house.sandbox.environment,
      STORE_FILE: storeFile,
      SLACK_BOT_TOKEN: 'xoxb-nobody',
    });
    expect(wrongBot).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Slack does not accept SLACK_BOT_TOKEN'),
    });
    const wrongApp = await run('src/main.ts', [], {
      ...house.sandbox.environment,
      STORE_FILE: storeFile,
      SLACK_APP_TOKEN: 'xapp-nobody',
    });
    expect(wrongApp).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Slack does not accept SLACK_APP_TOKEN'),
    });
    expect(wrongBot.stderr + wrongApp.stderr).not.toContain('    at ');
  });
});

describe('npm run user:create and user:delete', () => {
  const program = (verb: string, file: string) => run('scripts/user.ts', [verb, file], house.sandbox.environment);

  async function userInfo(change: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { access_token, refresh_token } = house.sandbox.webex.world.issueTokens(house.webex.uma);
    const file = join(folder, 'user-info.json');
    await writeFile(
      file,
      JSON.stringify({ platform: 'webex', userId: house.webex.uma.id, access_token, refresh_token, ...change }),
    );
    return file;
  }

  test('a file that is missing, not JSON or lacks a field is told in a sentence', async () => {
    expect(await program('create', join(folder, 'nothing.json'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no file'),
    });
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{');
    expect(await program('create', broken)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not JSON') });
    const lacking = await program('create', await userInfo({ refresh_token: undefined, userId: 'nobody' }));
    expect(lacking.code).toBe(1);
    expect(lacking.stderr).toContain('refresh_token is missing');
    expect(lacking.stderr).toContain('userId is no Webex person id');
  });

  test('where PubNub cannot be reached, the operator is told so, and that the command may be repeated', async () => {
    const elsewhere = { ...house.sandbox.environment, PUBNUB_ORIGIN: 'http://127.0.0.1:1' };
    const { code, stderr } = await run('scripts/user.ts', ['create', await userInfo()], elsewhere);
    expect(code).toBe(1);
    expect(stderr.trim()).toBe('PubNub could not be reached. Try again later: the command may be repeated.');
  });

  test('tokens that Webex refuses, or that belong to somebody else, are told in a sentence', async () => {
    const refused = await program('create', await userInfo({ access_token: 'not-a-token' }));
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.stderr).toMatch(/token/i);
    const other = await program('create', await userInfo({ userId: house.webex.ann.id }));
    expect(other.code).toBe(1);
    expect(other.stderr.trim().split('\n')).toHaveLength(1);
    expect(house.sandbox.webex.journal.entries.some((entry) => entry.type === 'webhook')).toBe(false);
  });

  /** All that PubNub keeps, as text: the KV store, and App Context's people and rooms. */
  function kept(): string[] {
    const { kv, appContext } = house.sandbox.pubnub;
    const everything = { include: new Set(['custom']) };
    return [
      ...kv.keys().keys.map((key) => `${key} ${kv.get(key)}`),
      ...[appContext.uuids, appContext.channels].flatMap((store) =>
        store.list(everything).data.map((item) => JSON.stringify(item)),
      ),
    ];
  }

  test('create sets the user up and says what to do next; twice leaves one webhook; delete removes every trace', async () => {
    const created = await program('create', await userInfo());
    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(created.stdout).toContain('/pigdin connect');
    await program('create', await userInfo());
    const webhooks = house.sandbox.webex.journal.entries.filter((entry) => entry.type === 'webhook');
    expect(
      webhooks.filter(({ change }) => change === 'created').length -
        webhooks.filter(({ change }) => change === 'deleted').length,
    ).toBe(1);

    await house.startBridge();
    await house.ask(house.slack.uma, 'connect');
    await house.webex.ann.says(house.webex.launch, 'Leaves traces');
    await house.shown('Leaves traces');
    const uma = keyOf(house.webex.uma.id, 'PEOPLE') ?? '';
    expect(kept().filter((item) => item.includes(uma))).toHaveLength(3);
    const deleted = await program('delete', await userInfo());
    expect(deleted).toMatchObject({ code: 0, stderr: '' });
    // The news of it is on its way to the bridge.
    await vi.waitFor(
      async () => expect(await house.ask(house.slack.uma, 'history')).toContain('You are not connected'),
      PATIENCE,
    );
    expect(kept().filter((item) => item.includes(uma))).toEqual([]);
    const after = house.sandbox.webex.journal.entries.filter((entry) => entry.type === 'webhook');
    expect(after.filter(({ change }) => change === 'created')).toHaveLength(
      after.filter(({ change }) => change === 'deleted').length,
    );
    expect(await house.ask(house.slack.uma, 'connect')).toContain('No Webex user with the address');
  });
});
