/** What a keyset does without the add-ons that are switched on in the Admin Portal. */
import PubNub from 'pubnub';
import { expect, test } from 'vitest';
import { client, functionFiles, pubnubService, refusalOf } from './support.ts';

test('without Message Persistence, history refuses with the words of PubNub', async () => {
  const pubnub = client(await pubnubService({ addOns: { messagePersistence: false } }));

  await pubnub.publish({ channel: 'a', message: { n: 1 } });

  expect(await refusalOf(pubnub.fetchMessages({ channels: ['a'] }))).toMatchObject({
    status: 403,
    body: { error: true, error_message: expect.stringContaining('requires the Storage & Playback') },
  });
});

test('without App Context, it refuses clients and Functions', async () => {
  const service = await pubnubService({ addOns: { appContext: false } });
  const pubnub = client(service);
  service.functions.deploy({
    directory: functionFiles({
      reader: `export default async (request) => {
        const { objects } = require('pubnub');
        await objects.getUUIDMetadata({ uuid: 'ann' }).catch((error) => (request.message.error = String(error)));
        return request.ok();
      };`,
    }),
    bindings: [{ name: 'reader', type: 'BEFORE_PUBLISH', channel: 'a' }],
  });

  expect(await refusalOf(pubnub.objects.getAllUUIDMetadata())).toMatchObject({
    status: 403,
    body: { message: 'App Context is not enabled for this subscribe key.' },
  });
  await pubnub.publish({ channel: 'a', message: { n: 1 } });
  expect(service.journal.entries.findLast(({ type }) => type === 'publish')).toMatchObject({
    message: { n: 1, error: expect.stringContaining('App Context is not enabled') },
  });
});

test('without wildcard subscribe, a pattern hears nothing, and Functions are bound to it all the same', async () => {
  const service = await pubnubService({ addOns: { wildcardSubscribe: false } });
  service.functions.deploy({
    directory: functionFiles({
      mark: `export default async (request) => {
        request.message.marked = true;
        return request.ok();
      };`,
    }),
    bindings: [{ name: 'mark', type: 'BEFORE_PUBLISH', channel: 'a.*' }],
  });
  const pubnub = client(service);
  const heard: unknown[] = [];
  const last = Promise.withResolvers<void>();
  pubnub.addListener({
    message: ({ channel, message }) => {
      heard.push({ channel, message });
      if (channel === 'a.last') last.resolve();
    },
    status: ({ category }) => {
      if (category !== PubNub.CATEGORIES.PNConnectedCategory) return;
      void pubnub
        .publish({ channel: 'a.b', message: { n: 1 } })
        .then(() => pubnub.publish({ channel: 'a.last', message: { n: 2 } }));
    },
  });
  pubnub.subscribe({ channels: ['a.*', 'a.last'] });
  await last.promise;

  expect(heard).toEqual([{ channel: 'a.last', message: { n: 2, marked: true } }]);
});
