/** Whatever PubNub refuses, the operator reads who refused what, and what to do. */
import { describe, expect, test, vi } from 'vitest';
import { installation, version, type Installation } from './support.ts';

const waits = vi.hoisted<number[]>(() => []);
vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void waits.push(ms) }));

const answering = (status: number, code: string, message = 'PubNub says no') => ({
  status,
  body: { meta: {}, errors: [{ code, message }] },
});

async function refusal(
  path: RegExp,
  answer: { status: number; headers?: Record<string, string>; body?: unknown },
  method?: string,
): Promise<string> {
  const pigdin = await installation();
  pigdin.pubnub.faults.inject({ path, answer, times: 100, ...(method === undefined ? {} : { method }) });
  const { error } = await pigdin.deploy(version('one'));
  return error?.message ?? 'nothing went wrong';
}

describe('the sandbox refuses as PubNub does', () => {
  const wrong = async (environment: Record<string, string>): Promise<string> =>
    (await (await installation()).deploy(version('one'), environment)).error?.message ?? 'nothing went wrong';

  test('a wrong API key', async () => {
    const message = await wrong({ PUBNUB_ADMIN_API_KEY: 'mistyped-api-key' });
    expect(message).toMatch(/^PubNub refused to list the packages: Invalid authentication credential \(FAAS-1002\)/);
    expect(message).toContain('PUBNUB_ADMIN_API_KEY is mistyped, expired or revoked');
    expect(message).not.toContain('mistyped-api-key');
  });

  test('a keyset of somebody else', async () => {
    const message = await wrong({ PUBNUB_KEYSET_ID: '12' });
    expect(message).toContain('FAAS-403');
    expect(message).toContain('Or PUBNUB_KEYSET_ID and PUBNUB_SUBSCRIBE_KEY are of a keyset that it may not touch');
  });

  test('a subscribe key of somebody else', async () => {
    expect(await wrong({ PUBNUB_SUBSCRIBE_KEY: 'sub-c-other' })).toContain(
      'No keyset of this account has the subscribe key in PUBNUB_SUBSCRIBE_KEY',
    );
  });

  test('a path that another Function has', async () => {
    const pigdin = await installation();
    pigdin.pubnub.functions.start('theirs', [
      { binding: { name: 'hook', type: 'ON_REQUEST', path: 'webex/webhook' }, code: 'export default () => 1;' },
    ]);

    const { error } = await pigdin.deploy(version('one'));

    expect(error?.message).toMatch(
      /^PubNub refused to start the Functions: .*The paths of two Functions overlap.*FAAS-1012/,
    );
    expect(error?.message).toContain('another Function of this keyset has the same path or channel');
  });

  test('code over 64 KB', async () => {
    const [first, ...others] = version('one');
    if (!first) throw new Error('There are no Functions');
    const pigdin = await installation();

    const { error } = await pigdin.deploy([{ ...first, code: `${first.code}//${'x'.repeat(65_536)}` }, ...others]);

    expect(error?.message).toContain('a Function at most 65536');
  });
});

describe('a refusal', () => {
  test.each([
    [/\/packages$/, 403, 'FAAS-403', 'functions.package:read and functions.package:write on the account'],
    [/\/package-deployments$/, 403, 'FAAS-403', 'functions.package-deployment:read'],
    [/\/package-deployments$/, 400, 'FAAS-1004', 'No keyset of this account has the number in PUBNUB_KEYSET_ID'],
    [/\/function-deployments$/, 400, 'FAAS-1004', 'It was deleted meanwhile. Run this again'],
    [/\/secrets$/, 400, 'FAAS-1022', 'No keyset of this account has the subscribe key in PUBNUB_SUBSCRIBE_KEY'],
    [/\/secrets$/, 400, 'FAAS-400', 'Check that PUBNUB_SUBSCRIBE_KEY'],
    [/\/packages$/, 422, 'FAAS-1005', 'delete one that nobody needs'],
    [/\/packages$/, 422, 'FAAS-1006', 'PubNub support can raise the limit'],
    [/\/packages$/, 409, 'FAAS-409', 'Somebody else changes the same things'],
    [/\/packages$/, 400, 'FAAS-400', 'functions/deploy/mapper.ts'],
    [/\/package-deployments$/, 400, 'FAAS-400', 'PUBNUB_KEYSET_ID is the number of the keyset'],
    [/\/function-deployments$/, 423, 'FAAS-1008', 'Wait a minute, then run this again'],
    [/\/function-deployments$/, 500, 'FAAS-1012', 'stop the other one or read the log'],
    [/\/packages$/, 500, 'FAAS-500', 'https://status.pubnub.com'],
  ])('at %s with %i %s has its remedy', async (path, status, code, remedy) => {
    const message = await refusal(path, answering(status, code));
    expect(message).toMatch(/^PubNub refused to /);
    expect(message).toContain(`PubNub says no (${code})`);
    expect(message).toContain(remedy);
  });

  test('in the form of the other parts of the Admin API is understood, too', async () => {
    const body = { statusCode: 403, error: 'Forbidden', message: ['No such right', 'at all'] };
    expect(await refusal(/\/packages$/, { status: 403, body })).toContain('No such right; at all (HTTP 403)');
  });

  test.each([[''], ['<html>'], ['[]'], [{ errors: [] }]])(
    'without a reason (%j) is told by its status',
    async (body) => {
      const message = await refusal(/\/packages$/, { status: 413, body });
      expect(message).toContain('it gave no reason (HTTP 413)');
      expect(message).toContain('less than 64 KB');
    },
  );
});

describe('an answer that cannot be understood', () => {
  test.each([
    [/\/packages$/, 'no JSON'],
    [/\/packages$/, { data: [{ id: 1 }] }],
    [/\/packages$/, { data: [], meta: {} }],
    [/\/intersected$/, { data: [{ channel: 'webex.*' }] }],
    [/\/secrets$/, { data: 'none' }],
  ])('at %s (%j) ends with a sentence that says where to mend it', async (path, body) => {
    const message = await refusal(path, { status: 200, body }, 'GET');
    expect(message).toMatch(/^PubNub's answer when asked to .* cannot be understood/);
    expect(message).toContain('functions/deploy/mapper.ts');
  });
});

describe('trouble that may pass', () => {
  const attempts = (pigdin: Installation, text: string): number => {
    pigdin.pubnub.faults.clear();
    return (text.match(/trying again/g) ?? []).length;
  };

  test.each([
    [429, 'Too many calls'],
    [500, 'status.pubnub.com'],
    [503, 'status.pubnub.com'],
    [423, 'Wait a minute'],
  ])('%i is tried again, and given up in the end', async (status, remedy) => {
    const pigdin = await installation();
    pigdin.pubnub.faults.inject({ path: /\/packages$/, answer: { status }, times: 100 });

    const { error, text } = await pigdin.deploy(version('one'));

    expect(error?.message).toContain(remedy);
    expect(attempts(pigdin, text)).toBe(4);
  });

  test('a connection that is cut is tried again', async () => {
    const pigdin = await installation();
    pigdin.pubnub.faults.inject({ path: /\/packages$/, drop: true, times: 2 });

    const { inPlace, text } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(true);
    expect(attempts(pigdin, text)).toBe(2);
  });

  test('an Admin API that cannot be reached is told with its remedy', async () => {
    const pigdin = await installation();
    const { error } = await pigdin.deploy(version('one'), { PUBNUB_ADMIN_URL: 'http://127.0.0.1:9/v2' });
    expect(error?.message).toMatch(/^PubNub did not answer when asked to list the packages: /);
    expect(error?.message).toContain('PUBNUB_ADMIN_URL');
  });

  test('waits as long as PubNub asks, in seconds or until a date', async () => {
    const pigdin = await installation();
    const date = new Date(Date.now() + 30_000).toUTCString();
    for (const after of ['7', date]) {
      const answer = { status: 429, headers: { 'retry-after': after } };
      pigdin.pubnub.faults.inject({ path: /\/packages$/, answer });
    }
    waits.length = 0;

    const { inPlace } = await pigdin.deploy(version('one'));

    expect(inPlace).toBe(true);
    expect(waits).toEqual([7000, expect.closeTo(30_000, -4)]);
  });

  test('a longer wait is left to the operator', async () => {
    const message = await refusal(/\/packages$/, { status: 429, headers: { 'retry-after': '3600' } });
    expect(message).toContain('Run this again in 3600 seconds');
  });

  test('what PubNub will refuse again is not tried again', async () => {
    const pigdin = await installation();
    pigdin.pubnub.faults.inject({ path: /\/function-deployments$/, answer: answering(500, 'FAAS-1012') });

    const { error, text } = await pigdin.deploy(version('one'));

    expect(error?.message).toContain('FAAS-1012');
    expect(attempts(pigdin, text)).toBe(0);
  });
});
