/** Files of Webex messages: once each, right below their message, whatever happens meanwhile. */
import { beforeEach, describe, expect, test } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { texts } from '../../../src/bridge/texts.ts';
import { startWorld, type World } from './world.ts';

const url = (name: string): string => `https://webex.test/v1/contents/${name}`;
const AWAY = new BridgeError('slack-unreachable', 'Slack could not be reached', { retryable: true });

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await world.roomIsMirrored();
  world.queries.answer('token', () => ({ accessToken: 'the-token' }));
});

const transcript = () => world.threads.transcript('Room 1').slice(1);
const uploads = () => world.threads.asked.filter((call) => call.startsWith('upload'));

/** A message with files, and one behind it. */
async function comes(...names: string[]): Promise<void> {
  world.webexSays('the plan', { files: names.map(url) });
  world.webexSays('read it');
  await world.until('all is dealt with', async () => (await world.cursor()) === world.rooms.stream.at(-1)?.timetoken);
}

test('are fetched with the token of their reader, and stand before what was written later', async () => {
  await comes('a', 'b');
  expect(transcript()).toEqual([
    `Ann: the plan\n\n${texts.withFile(2)}`,
    'Pigdin: a: bytes of a',
    'Pigdin: b: bytes of b',
    'Ann: read it',
  ]);
  expect(world.files.tokens).toEqual(['the-token', 'the-token']);
  await expect(world.store.files.all()).resolves.toEqual([]);
});

test('that are larger than what is carried stay in Webex, and a line says so', async () => {
  world.files.sizes.set('a', 100 * 1024 * 1024 + 1);
  await comes('a', 'b');
  expect(transcript().slice(1, 3)).toEqual([
    `Pigdin: ${texts.fileStays(texts.fileTooLarge('100 MB'), 'a', '101 MB')}`,
    'Pigdin: b: bytes of b',
  ]);
});

test('that Slack does not take even on another try stay in Webex, and the room goes on', async () => {
  world.threads.fail('upload', AWAY, { times: 3 });
  await comes('a');
  expect(transcript().slice(1)).toEqual([`Pigdin: ${texts.fileStays(AWAY.userMessage, 'a', '10 KB')}`, 'Ann: read it']);
});

test('whose reader cannot be asked for a token stay in Webex', async () => {
  world.queries.fail('token', new BridgeError('webex-refused', 'no', { userMessage: 'Signed out.' }));
  await comes('a');
  expect(transcript()[1]).toBe(`Pigdin: ${texts.fileStays('Signed out.')}`);
});

describe('after a crash', () => {
  test.each([
    ['before the upload', 'before'],
    ['after the upload, of which nobody heard', 'after'],
  ] as const)('%s, each file stands there once', async (_when, when) => {
    world.threads.hold('upload', 'b', { after: when === 'after' });
    world.webexSays('the plan', { files: ['a', 'b', 'c'].map(url) });
    await world.until('it crashes', () =>
      when === 'after' ? transcript().includes('Pigdin: b: bytes of b') : uploads().includes('upload: b'),
    );
    await world.restart();
    world.webexSays('read it');
    await world.until('it goes on', () => transcript().includes('Ann: read it'));
    expect(transcript().slice(1)).toEqual([
      'Pigdin: a: bytes of a',
      'Pigdin: b: bytes of b',
      'Pigdin: c: bytes of c',
      'Ann: read it',
    ]);
  });

  test('before its message was posted, the message comes first', async () => {
    world.threads.hold('post', `the plan\n\n${texts.withFile(1)}`);
    world.webexSays('the plan', { files: [url('a')] });
    await world.until('it crashes', () => world.threads.asked.some((call) => call.startsWith('post')));
    await world.restart();
    await world.until('the file is there', () => transcript().includes('Pigdin: a: bytes of a'));
    expect(transcript()).toEqual([`Ann: the plan\n\n${texts.withFile(1)}`, 'Pigdin: a: bytes of a']);
  });
});
