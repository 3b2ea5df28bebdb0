import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, readDeployConfig, readPubNubConfig } from '../../src/config.ts';

const SECRET = 'b'.repeat(64);
const REQUIRED = {
  SLACK_BOT_TOKEN: 'xoxb-bot',
  SLACK_APP_TOKEN: 'xapp-app',
  PUBNUB_PUBLISH_KEY: 'pub-c-1',
  PUBNUB_SUBSCRIBE_KEY: 'sub-c-1',
  PIGDIN_SECRET: SECRET,
};
const OPTIONAL = {
  SLACK_API_URL: 'http://127.0.0.1:1/api/',
  PUBNUB_ORIGIN: 'http://127.0.0.1:2',
  PUBNUB_USER_ID: 'somebody',
  PIGDIN_LAYOUT: 'flat',
  PUBNUB_SECRET_KEY: 'sec-c-1',
  FUNCTIONS_URL: 'http://127.0.0.1:3/functions',
  WEBEX_CLIENT_ID: 'C1',
  WEBEX_API_URL: 'http://127.0.0.1:4/v1',
  STORE_FILE: '/tmp/store.db',
  STORE_URL: 'redis://127.0.0.1:5',
  LOG_LEVEL: 'debug',
};

/** The lines of the complaint, one for each variable at fault. */
function complaints(
  environment: Record<string, string | undefined>,
  read: typeof readPubNubConfig = readConfig,
): string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').filter((line) => line.startsWith('  '));
    throw error;
  }
  return [];
}

describe('a whole configuration', () => {
  test('needs five variables; all else has a default', () => {
    expect(readConfig(REQUIRED)).toEqual({
      slack: { botToken: 'xoxb-bot', appToken: 'xapp-app', apiUrl: 'https://slack.com/api/' },
      pubnub: {
        publishKey: 'pub-c-1',
        subscribeKey: 'sub-c-1',
        origin: 'https://ps.pndsn.com',
        userId: 'pigdin-bridge',
        secret: SECRET,
        secretKey: undefined,
        functionsUrl: 'https://ps.pndsn.com/v1/blocks/sub-key/sub-c-1',
        layout: 'nested',
      },
      webex: undefined,
      webexApiUrl: 'https://webexapis.com/v1',
      store: 'data/pigdin.db',
      log: expect.objectContaining({ level: 'info' }),
    });
  });

  test('takes what is set', () => {
    expect(readConfig({ ...REQUIRED, ...OPTIONAL })).toMatchObject({
      slack: { apiUrl: OPTIONAL.SLACK_API_URL },
      pubnub: {
        origin: OPTIONAL.PUBNUB_ORIGIN,
        userId: 'somebody',
        secretKey: 'sec-c-1',
        functionsUrl: OPTIONAL.FUNCTIONS_URL,
        layout: 'flat',
      },
      webex: { clientId: 'C1', apiUrl: OPTIONAL.WEBEX_API_URL },
      store: 'redis://127.0.0.1:5',
      log: { level: 'debug' },
    });
  });

  test('keeps the state in the file where no server is set', () => {
    expect(readConfig({ ...REQUIRED, STORE_FILE: '/tmp/store.db' }).store).toBe('/tmp/store.db');
  });

  test.each(['redis://h', 'rediss://u:p@h:1/2', 'valkey://h', 'valkeys://h', 'postgres://h/d', 'postgresql://u@h:1/d'])(
    'keeps the state at %s',
    (url) => {
      expect(readConfig({ ...REQUIRED, STORE_URL: url }).store).toBe(url);
    },
  );

  test('lets the log know everything that must not be printed', () => {
    expect(new Set(readConfig(REQUIRED).log.secrets)).toEqual(new Set(['xoxb-bot', 'xapp-app', 'pub-c-1', SECRET]));
    const { secrets } = readConfig({ ...REQUIRED, STORE_URL: 'postgres://u:p%40ss@h/d' }).log;
    expect(secrets).toEqual(expect.arrayContaining(['p%40ss', 'p@ss']));
    expect(readConfig({ ...REQUIRED, STORE_URL: 'redis://:100%@h' }).log.secrets).toContain('100%');
    expect(new Set(readPubNubConfig(REQUIRED).log.secrets)).toEqual(new Set(['pub-c-1', SECRET]));
  });

  test('does not mind variables that it does not know', () => {
    expect(complaints({ ...REQUIRED, PATH: '/bin', WEBEX_API_URL: '', UNDEFINED: undefined })).toEqual([]);
  });

  test('of a script that talks only to PubNub needs nothing of Slack', () => {
    const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, ...pubnub } = REQUIRED;
    expect(readPubNubConfig(pubnub).pubnub).toEqual(readConfig(REQUIRED).pubnub);
  });
});

describe('a missing variable', () => {
  const remedies = {
    SLACK_BOT_TOKEN: 'OAuth & Permissions → Bot User OAuth Token',
    SLACK_APP_TOKEN: 'Basic Information → App-Level Tokens, with the scope connections:write',
    PUBNUB_PUBLISH_KEY: 'Copy it from your keyset in the PubNub Admin Portal (starts with pub-c-)',
    PUBNUB_SUBSCRIBE_KEY: 'Copy it from your keyset in the PubNub Admin Portal (starts with sub-c-)',
    PIGDIN_SECRET: 'openssl rand -hex 32',
  };

  test.each(Object.entries(remedies))('%s is named with its remedy', (name, remedy) => {
    const [line, ...others] = complaints({ ...REQUIRED, [name]: undefined });
    expect(line).toMatch(new RegExp(`^ {2}${name} is missing\\. `));
    expect(line).toContain(remedy);
    expect(others).toEqual([]);
  });

  test.each(Object.keys(remedies))('%s may also be set to nothing', (name) => {
    expect(complaints({ ...REQUIRED, [name]: '' })).toEqual(complaints({ ...REQUIRED, [name]: undefined }));
  });

  test('is named together with all others', () => {
    const names = complaints({}).map((line) => line.trim().split(' ')[0]);
    expect(new Set(names)).toEqual(new Set(Object.keys(REQUIRED)));
  });

  test.each(Object.keys(OPTIONAL))('%s that has a default is none', (name) => {
    expect(readConfig({ ...REQUIRED, [name]: '' })).toEqual(readConfig(REQUIRED));
  });
});

describe('a malformed variable', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xoxp-user', 'must start with xoxb-'],
    ['SLACK_BOT_TOKEN', 'xapp-app', 'Bot User OAuth Token'],
    ['SLACK_APP_TOKEN', 'xoxb-bot', 'must start with xapp-'],
    ['SLACK_API_URL', 'slack.com/api', 'must be an http or https URL'],
    ['SLACK_API_URL', 'ftp://slack.com', 'Leave it out to use Slack itself'],
    ['PUBNUB_ORIGIN', 'ps.pndsn.com', 'Leave it out to use PubNub itself'],
    ['PUBNUB_USER_ID', 'x'.repeat(93), '92 characters'],
    ['PIGDIN_SECRET', 'x'.repeat(31), 'at least 32 characters'],
    ['PIGDIN_SECRET', 'short', 'openssl rand -hex 32'],
    ['PIGDIN_LAYOUT', 'deep', 'nested or flat'],
    ['STORE_URL', '127.0.0.1:6379', 'redis://, rediss://, valkey:// or postgres:// URL'],
    ['STORE_URL', 'mysql://h/d', 'Leave it out to keep the state in a file, STORE_FILE'],
    ['LOG_LEVEL', 'loud', 'debug, info, warn, error, silent'],
  ])('%s=%s is named with what it must be', (name, value, remedy) => {
    const [line, ...others] = complaints({ ...REQUIRED, [name]: value });
    expect(line).toMatch(new RegExp(`^ {2}${name} must `));
    expect(line).toContain(remedy);
    expect(others).toEqual([]);
  });

  test('is named together with those that are missing', () => {
    const names = complaints({ SLACK_BOT_TOKEN: 'x', PIGDIN_LAYOUT: 'deep', LOG_LEVEL: 'loud' });
    expect(names).toHaveLength(Object.keys(REQUIRED).length + 2);
  });

  test('is never printed: it may be a secret in the wrong place', () => {
    const wrong = {
      SLACK_BOT_TOKEN: 'hush-bot',
      SLACK_APP_TOKEN: 'hush-app',
      PIGDIN_SECRET: 'hush',
      STORE_URL: 'http://hush',
      LOG_LEVEL: 'hush',
    };
    expect(complaints({ ...REQUIRED, ...wrong }).join('\n')).not.toContain('hush');
  });
});

test('the complaint says where to set what is missing', () => {
  expect(() => readConfig({})).toThrow(/^Pigdin cannot start.*\.env.*\.env\.example explains each\.$/s);
});

describe('.env.example', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  /** Each name with the comment above it, which names that follow one another share. */
  const listed = [...example.matchAll(/^((?:#.*\n)+)((?:[A-Z_]+=.*\n)+)/gm)].flatMap(([, comment = '', names = '']) =>
    [...names.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => ({
      name,
      value,
      comment: comment.replaceAll(/^# ?/gm, '').replaceAll('\n', ' '),
    })),
  );

  test('describes every variable that is read, and no other', () => {
    const source = readFileSync(new URL('../../src/config.ts', import.meta.url), 'utf8');
    const read = new Set([...source.matchAll(/\b([A-Z]+(?:_[A-Z]+)+): /g)].map(([, name]) => name));
    expect(new Set(listed.map(({ name }) => name))).toEqual(read);
  });

  test.each(listed)('tells of $name what it is, and its default, which is the real one', ({ comment }) => {
    const [, meaning = '', fallback] = /^(.+?\.) (?:No default\.|Default: (.+)) $/.exec(comment) ?? [];
    expect(meaning.length).toBeGreaterThan(10);
    // Some defaults are told in words.
    if (fallback === undefined || fallback.includes(' ')) return;
    const deploy = { ...REQUIRED, PUBNUB_ADMIN_API_KEY: 'key', PUBNUB_KEYSET_ID: '1' };
    const defaults = JSON.stringify([readConfig(REQUIRED), readDeployConfig(deploy)]);
    const meant = fallback.replace('<PUBNUB_ORIGIN>', 'https://ps.pndsn.com').replace(/<.*>/, 'sub-c-1');
    expect(defaults).toContain(JSON.stringify(meant));
  });

  test('is itself as good as empty', () => {
    expect(complaints(Object.fromEntries(listed.map(({ name, value }) => [name, value])))).toEqual(complaints({}));
  });
});

test('a signing secret takes the place of the app token: then Slack sends requests', () => {
  const { SLACK_APP_TOKEN: _app, ...others } = REQUIRED;
  const { slack, log } = readConfig({ ...others, SLACK_SIGNING_SECRET: 'a signing secret', SLACK_PORT: '8080' });
  expect(slack).toMatchObject({ appToken: '', http: { signingSecret: 'a signing secret', port: 8080 } });
  expect(log.secrets).toContain('a signing secret');
  expect(readConfig({ ...REQUIRED }).slack.http).toBeUndefined();
  expect(readConfig({ ...REQUIRED, SLACK_SIGNING_SECRET: 'of no use here' }).slack.http).toBeUndefined();
  expect(() => readConfig({ ...others, SLACK_SIGNING_SECRET: 'x', SLACK_PORT: 'many' })).toThrow('SLACK_PORT');
});
