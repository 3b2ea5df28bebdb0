import { Writable } from 'node:stream';
import { LogLevel } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { boltLogger, createLogger } from '../../src/log.ts';
import type { LogConfig } from '../../src/config.ts';

const SECRET = 'b7'.repeat(32);
const TOKENS = ['xoxb-12-34-abcDEF', 'xoxp-12-ab', 'xoxe.xoxb-1-ab', 'xapp-1-A1-2-abc', 'Bearer NjlhN.z_-9'];

/** A log whose lines can be read; resolves with all of them once the last was printed. */
function logInto({ pretty = false, level = 'debug', secrets = [SECRET] }: Partial<LogConfig> = {}) {
  const lines: string[] = [];
  const last = Promise.withResolvers<void>();
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      if (lines.at(-1)?.includes('the last line')) last.resolve();
      done();
    },
  });
  const log = createLogger({ level, pretty, secrets }, output);
  const printed = async (): Promise<string> => {
    log.error('the last line');
    await last.promise;
    return lines.join('');
  };
  return { log, printed };
}

describe.each([
  ['JSON', false],
  ['readable lines', true],
])('a log in %s', (_form, pretty) => {
  test('says what happened, with the fields', async () => {
    const { log, printed } = logInto({ pretty });
    log.info({ room: 'R1' }, 'a message is in Slack');
    const text = await printed();
    expect(text).toContain('a message is in Slack');
    expect(text).toContain('R1');
  });

  test('hides known secrets and everything that looks like a token, wherever they are', async () => {
    const { log, printed } = logInto({ pretty });
    for (const secret of [SECRET, ...TOKENS]) {
      log.info(`in the middle ${secret} of a sentence`);
      log.info({ field: secret, deep: { list: [`prefix ${secret}`] } }, 'in fields');
      log.info({ [secret]: 1 }, 'in a name');
      log.error({ err: new Error(`failed with ${secret}`) }, 'in an error');
    }
    const text = await printed();
    for (const secret of [SECRET, ...TOKENS]) expect(text).not.toContain(secret);
    expect(text).toContain('[hidden]');
    for (const rest of ['12-34', '1-A1-2', 'NjlhN', 'abcDEF']) expect(text).not.toContain(rest);
  });

  test('does not hide what is no secret', async () => {
    const { log, printed } = logInto({ pretty, secrets: [''] });
    log.info({ channel: 'webex.a.b', id: 'slack:T1:D1:1.1' }, 'xo: the Bearer of this is fine');
    const text = await printed();
    expect(text).toContain('xo: the Bearer ');
    expect(text).toContain('webex.a.b');
    expect(text).toContain('slack:T1:D1:1.1');
  });

  test('is as quiet as it was told to be', async () => {
    const { log, printed } = logInto({ pretty, level: 'warn' });
    log.info('too quiet');
    log.warn('loud enough');
    const text = await printed();
    expect(text).not.toContain('too quiet');
    expect(text).toContain('loud enough');
  });
});

test('a line of JSON is one object on one line, without the name of the machine', async () => {
  const { log, printed } = logInto();
  log.info({ a: 1 }, 'two\nlines');
  const [line = ''] = (await printed()).split('\n');
  const parsed: unknown = JSON.parse(line);
  expect(parsed).toEqual({ level: 30, time: expect.any(Number), a: 1, msg: 'two\nlines' });
});

test('a readable line is one line, also with an error in it', async () => {
  const { log, printed } = logInto({ pretty: true });
  log.warn({ error: { name: 'BridgeError', message: 'away' } }, 'Slack could not be reached; trying again');
  const [line] = (await printed()).split('\n');
  expect(line).toMatch(/Slack could not be reached; trying again.*BridgeError.*away/);
});

describe('Bolt’s own lines', () => {
  test('of its debug level are dropped: they hold whole payloads', async () => {
    const { log, printed } = logInto();
    boltLogger(log).debug('payload', { text: 'private words' }, 'private words');
    await expect(printed()).resolves.not.toContain('private words');
  });

  test('keep only texts, and the names and messages of errors', async () => {
    const { log, printed } = logInto();
    const bolt = boltLogger(log);
    const error = Object.assign(new TypeError('fetch failed'), { body: 'private words' });
    bolt.warn('could not connect', { text: 'private words' }, ['private words'], error, 7);
    bolt.error(error);
    const text = await printed();
    expect(text).not.toContain('private words');
    expect(text).toContain('could not connect TypeError: fetch failed');
  });

  test('say that they are Bolt’s, and are no louder than they need to be', async () => {
    const { log, printed } = logInto();
    const bolt = boltLogger(log);
    bolt.info('connecting');
    bolt.warn('slow');
    bolt.warn('http request failed fetch failed');
    bolt.error('broken');
    const lines = (await printed()).split('\n').filter((line) => line.includes('bolt'));
    expect(lines.map((line) => (JSON.parse(line) as { level: number }).level)).toEqual([20, 40, 20, 50]);
  });

  test('may be asked for in more detail in vain', () => {
    const bolt = boltLogger(logInto().log);
    bolt.setLevel(LogLevel.DEBUG);
    bolt.setName('noisy');
    expect(bolt.getLevel()).toBe(LogLevel.INFO);
  });
});
