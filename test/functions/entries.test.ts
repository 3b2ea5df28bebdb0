import { afterEach, expect, test, vi } from 'vitest';
import { refusalIn } from '../../src/bridge/refusal.ts';
import { forward } from '../../functions/forward/forward.ts';
import { beforePublish, onInterval } from '../../functions/runtime/entries.ts';
import webexInterval from '../../functions/webex-interval.ts';
import webexOauth from '../../functions/webex-oauth.ts';
import webexPublish from '../../functions/webex-publish.ts';
import webexQuery from '../../functions/webex-query.ts';
import webexUserUpdate from '../../functions/webex-user-update.ts';
import webexWebhook from '../../functions/webex-webhook.ts';
import { World } from './support/world.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A PubNub that has none of its modules. */
const withoutModules = () =>
  vi.stubGlobal('pubnubModule', () => {
    throw new Error('Module not found');
  });

test.each([
  ['webex-publish', webexPublish],
  ['webex-user-update', webexUserUpdate],
])('%s refuses where PubNub itself fails, in words that the app can read', async (_name, handler) => {
  withoutModules();
  const ends: unknown[] = [];
  const request = { message: {}, channels: [], ok: () => ends.push('ok'), abort: (text: string) => ends.push(text) };
  await handler(request);
  expect(ends).toHaveLength(1);
  expect(refusalIn(ends[0])).toMatchObject({ code: 'unavailable', retryable: true });
});

test.each([
  ['webex-webhook', webexWebhook],
  ['webex-query', webexQuery],
  ['webex-oauth', webexOauth],
])('%s answers 500 where PubNub itself fails', async (_name, handler) => {
  withoutModules();
  const sent: [string, number][] = [];
  await handler({}, { send: (body, status) => sent.push([body, status]) });
  expect(sent).toEqual([[expect.stringContaining('Pigdin could not do this'), 500]]);
});

test('webex-interval ends well where PubNub itself fails', async () => {
  withoutModules();
  const ok = vi.fn();
  await webexInterval({ ok });
  expect(ok).toHaveBeenCalledOnce();
});

test('a publish that names no channel is refused where it wants to be forwarded, and else passes untouched', async () => {
  const world = new World();
  const message = { forwardToPlatform: true, fromPlatform: 'webex' };
  const ok = vi.fn<() => void>();
  const abort = vi.fn<(text: string) => void>();
  await beforePublish('test', { message, channels: [], ok, abort }, forward, () => world.runtime());
  expect(refusalIn(abort.mock.calls[0]?.[0])).toMatchObject({ code: 'bad-proof' });
  await beforePublish('test', { message: 'text', channels: [], ok, abort }, forward, () => world.runtime());
  expect(ok).toHaveBeenCalledOnce();
});

test('whatever is thrown, the log has a word for it and not its text', async () => {
  const world = new World();
  const thrown: unknown[] = ['a body', new TypeError('a body'), undefined, { body: 'a body' }];
  for (const error of thrown) {
    await onInterval(
      'test',
      { ok: () => undefined },
      () => Promise.reject(error),
      () => world.runtime(),
    );
  }
  expect(world.logs.map((line) => line.replace('failed ', ''))).toEqual([
    '{"error":"string"}',
    '{"error":"TypeError"}',
    '{"error":"undefined"}',
    '{"error":"object"}',
  ]);
});
