/** The real program deploys the real Functions, and they work. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startPubNub, type PubNubService } from '../../sandbox/pubnub/service.ts';
import { startWebex, type WebexService } from '../../sandbox/webex/service.ts';
import { seedWebex } from '../../sandbox/world.ts';
import { run, type Ended } from '../support/process.ts';

const SECRETS = { PIGDIN_SECRET: 'e2e-secret-e2e-secret-e2e-secret-e2e', WEBEX_CLIENT_SECRET: 'e2e-client-secret' };

let pubnub: PubNubService;
let webex: WebexService;
let environment: Record<string, string>;

beforeAll(async () => {
  [pubnub, webex] = await Promise.all([startPubNub(), startWebex()]);
  environment = {
    PUBNUB_ADMIN_URL: pubnub.admin.url,
    PUBNUB_ADMIN_API_KEY: pubnub.admin.apiKey,
    PUBNUB_KEYSET_ID: String(pubnub.admin.keysetId),
    PUBNUB_ORIGIN: pubnub.url,
    PUBNUB_PUBLISH_KEY: pubnub.keyset.publishKey,
    PUBNUB_SUBSCRIBE_KEY: pubnub.keyset.subscribeKey,
    WEBEX_API_URL: webex.apiUrl,
    WEBEX_CLIENT_ID: 'C0FFEE',
    ...SECRETS,
  };
});
afterEach(() => pubnub.faults.clear());
afterAll(async () => {
  await Promise.all([pubnub.close(), webex.close()]);
});

const deploy = (...args: string[]): Promise<Ended> => run('functions/deploy/main.ts', args, environment);

/** What is nobody's business on a terminal. */
const hushed = ({ stdout, stderr }: Ended): void => {
  for (const value of [...Object.values(SECRETS), pubnub.admin.apiKey]) expect(stdout + stderr).not.toContain(value);
};

// Each goes on from where the one before ended.
describe('npm run functions:deploy', () => {
  test('without a terminal shows the plan and changes nothing', async () => {
    const ended = await deploy();

    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toContain('Package pigdin: is created');
    expect(ended.stdout).toContain('Add --yes');
    expect(pubnub.vault.secrets.size).toBe(0);
    hushed(ended);
  });

  test('that fails half way says why and what to do, and prints no secret that PubNub repeats', async () => {
    const message = `cannot start with ${SECRETS.PIGDIN_SECRET}`;
    pubnub.faults.inject({
      method: 'POST',
      path: /\/function-deployments$/,
      answer: { status: 400, body: { errors: [{ code: 'FAAS-400', message }] } },
    });

    const ended = await deploy('--yes');

    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('PubNub refused to start the Functions: cannot start with [hidden] (FAAS-400)');
    expect(ended.stderr).not.toContain('    at ');
    expect(ended.stdout).toContain('the next run goes on from here');
    hushed(ended);
  });

  test('run again goes on, and sets up Functions that work', async () => {
    const ended = await deploy('--yes');

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('✓ running');
    expect(ended.stdout).toContain('/webex/oauth');
    hushed(ended);
    const { uma } = seedWebex(webex);
    const folder = await mkdtemp(join(tmpdir(), 'pigdin-deploy-'));
    const file = join(folder, 'user-info.json');
    const { access_token, refresh_token } = webex.world.issueTokens(uma);
    await writeFile(file, JSON.stringify({ platform: 'webex', userId: uma.id, access_token, refresh_token }));
    const created = await run('scripts/user.ts', ['create', file], environment);
    await rm(folder, { recursive: true });
    expect(created).toMatchObject({ code: 0, stderr: '' });
  });

  test('a third time finds all in place and changes nothing', async () => {
    const secrets = new Map(pubnub.vault.secrets);
    const ended = await deploy('--yes');

    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('All is in place already') });
    expect(pubnub.vault.secrets).toEqual(secrets);
  });

  test('with another layout writes only the setting', async () => {
    environment['PIGDIN_LAYOUT'] = 'flat';
    const ended = await deploy('--yes');

    expect(ended.stdout.match(/✓.*/g)).toEqual(['✓ secret PIGDIN_SETTINGS']);
    expect(pubnub.vault.secrets.get('PIGDIN_SETTINGS')).toContain('"layout":"flat"');
  });

  test('with a wrong API key says so in two lines', async () => {
    const { code, stderr } = await run('functions/deploy/main.ts', ['--yes'], {
      ...environment,
      PUBNUB_ADMIN_API_KEY: 'mistyped-api-key',
    });

    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect(stderr).toContain('PUBNUB_ADMIN_API_KEY is mistyped, expired or revoked');
    expect(stderr).not.toContain('mistyped-api-key');
  });
});
