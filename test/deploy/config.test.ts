import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, readDeployConfig, readPubNubConfig } from '../../src/config.ts';

const SECRET = 'b'.repeat(64);
const REQUIRED = {
  PUBNUB_ADMIN_API_KEY: 'key',
  PUBNUB_KEYSET_ID: '12',
  PUBNUB_SUBSCRIBE_KEY: 'sub-c-1',
  PIGDIN_SECRET: SECRET,
};

/** The lines of the complaint, one for each variable at fault. */
function complaints(environment: Record<string, string>): string[] {
  try {
    readDeployConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').filter((line) => line.startsWith('  '));
    throw error;
  }
  return [];
}

describe('what a deployment needs', () => {
  test('are four variables; all else has a default', () => {
    expect(readDeployConfig(REQUIRED)).toEqual({
      adminUrl: 'https://admin-api.pubnub.com/v2',
      apiKey: 'key',
      keysetId: 12,
      subscribeKey: 'sub-c-1',
      functionsUrl: 'https://ps.pndsn.com/v1/blocks/sub-key/sub-c-1',
      webexApiUrl: 'https://webexapis.com/v1',
      layout: 'nested',
      secret: SECRET,
      webexClient: undefined,
      hidden: ['key', SECRET],
    });
  });

  test('is taken from where it is set, without slashes at the end', () => {
    const config = readDeployConfig({
      ...REQUIRED,
      PUBNUB_ADMIN_URL: 'http://127.0.0.1:1/v2/',
      PUBNUB_ORIGIN: 'http://127.0.0.1:2/',
      WEBEX_API_URL: 'http://127.0.0.1:3/v1/',
      PIGDIN_LAYOUT: 'flat',
      WEBEX_CLIENT_ID: 'C1',
      WEBEX_CLIENT_SECRET: 'hush',
    });

    expect(config).toMatchObject({
      adminUrl: 'http://127.0.0.1:1/v2',
      functionsUrl: 'http://127.0.0.1:2/v1/blocks/sub-key/sub-c-1',
      webexApiUrl: 'http://127.0.0.1:3/v1',
      layout: 'flat',
      webexClient: { id: 'C1', secret: 'hush' },
      hidden: ['key', SECRET, 'hush'],
    });
  });

  test.each([
    ['PUBNUB_ORIGIN', 'http://127.0.0.1:2/', 'http://127.0.0.1:2/v1/blocks/sub-key/sub-c-1'],
    ['FUNCTIONS_URL', 'http://127.0.0.1:3/functions/', 'http://127.0.0.1:3/functions'],
  ])('has the same address of the Functions as the app, whatever %s is', (name, value, expected) => {
    const environment = { ...REQUIRED, PUBNUB_PUBLISH_KEY: 'pub-c-1', [name]: value };
    expect(readDeployConfig(environment).functionsUrl).toBe(expected);
    expect(readPubNubConfig(environment).pubnub.functionsUrl).toBe(expected);
  });

  test('is named all at once where it is missing, each with its remedy', () => {
    expect(complaints({})).toEqual([
      expect.stringMatching(/^ {2}PUBNUB_ADMIN_API_KEY is missing\. .*Service Integrations/),
      expect.stringMatching(/^ {2}PUBNUB_KEYSET_ID is missing\. .*docs\/deploy\.md/),
      expect.stringMatching(/^ {2}PUBNUB_SUBSCRIBE_KEY is missing\. .*sub-c-/),
      expect.stringMatching(/^ {2}PIGDIN_SECRET is missing\. .*openssl rand -hex 32/),
    ]);
  });

  test.each([
    ['PUBNUB_KEYSET_ID', 'sub-c-1', 'must be the number of your keyset, not one of its keys'],
    ['PUBNUB_ADMIN_URL', 'admin-api.pubnub.com', 'must be an http or https URL'],
    ['WEBEX_API_URL', 'webexapis.com', 'must be an http or https URL'],
    ['PIGDIN_SECRET', 'short', 'at least 32 characters'],
    ['PIGDIN_SECRET', 'ü'.repeat(40), 'ASCII characters only'],
    ['PIGDIN_LAYOUT', 'deep', 'nested or flat'],
  ])('%s=%s is refused', (name, value, remedy) => {
    const [line, ...others] = complaints({ ...REQUIRED, [name]: value });
    expect(line).toContain(`${name} must`);
    expect(line).toContain(remedy);
    expect(others).toEqual([]);
  });

  test.each([
    ['WEBEX_CLIENT_ID', 'WEBEX_CLIENT_SECRET'],
    ['WEBEX_CLIENT_SECRET', 'WEBEX_CLIENT_ID'],
  ])('is %s with %s, or neither', (given, missing) => {
    expect(complaints({ ...REQUIRED, [given]: 'x', [missing]: '' })).toEqual([
      expect.stringContaining(`${missing} is missing, while ${given} is set`),
    ]);
  });

  test('is all described in .env.example', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const optional = [
      'PUBNUB_ADMIN_URL',
      'PUBNUB_ORIGIN',
      'FUNCTIONS_URL',
      'WEBEX_API_URL',
      'WEBEX_CLIENT_ID',
      'WEBEX_CLIENT_SECRET',
    ];
    for (const name of [...Object.keys(REQUIRED), ...optional]) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });
});
