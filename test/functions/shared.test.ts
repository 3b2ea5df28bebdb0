import * as v from 'valibot';
import { expect, test } from 'vitest';
import { faultyFields } from '../../functions/shared/json.ts';
import { readSettings } from '../../functions/shared/settings.ts';
import { World } from './support/world.ts';

test.each([
  [
    'the fields that are wrong, each once',
    v.object({ a: v.object({ b: v.string() }), c: v.number() }),
    { a: {} },
    'a.b, c',
  ],
  ['the whole, where no field is to blame', v.string(), 7, 'the message itself'],
])('a sentence names %s', (_what, schema, value, words) => {
  const parsed = v.safeParse(schema, value);
  expect(parsed.issues && faultyFields(parsed.issues)).toBe(words);
});

test.each([
  ['the vault says', '{"functionsUrl":"https://functions.test/"}', 'sub-c-1', 'https://functions.test'],
  [
    'PubNub serves this keyset, where the vault is silent',
    '{}',
    'sub-c-1',
    'https://ps.pndsn.com/v1/blocks/sub-key/sub-c-1',
  ],
  ['nobody knows, where the request is silent too', '{}', undefined, undefined],
])('the Functions are where %s', async (_what, settings, subscribeKey, url) => {
  const world = new World();
  world.vault.set('PIGDIN_SETTINGS', settings);
  expect(await readSettings(world.runtime(), subscribeKey)).toEqual({
    functionsUrl: url,
    webexApiUrl: 'https://webexapis.com/v1',
    layout: 'nested',
  });
});
