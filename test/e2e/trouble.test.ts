import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHouse, type House } from '../support/house.ts';

let house: House;

beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const functionsUrl = () => {
  const { url, keyset } = house.sandbox.pubnub;
  return `${url}/v1/blocks/sub-key/${keyset.subscribeKey}`;
};

describe('when something is away at the start', () => {
  test('Slack: a sentence in the log, another try, and then it runs', async () => {
    house.sandbox.slack.faults.inject({ path: /auth\.test$/, drop: true, times: 2 });
    await house.startBridge();
    expect(house.logged.filter((line) => line.includes('Slack could not be reached'))).not.toHaveLength(0);
    expect(await house.connectUma()).toContain('Connected to Webex');
  });

  test('PubNub: a sentence in the log, another try, and nothing that came meanwhile is lost', async () => {
    await house.startBridge();
    await house.connectUma();
    await house.webex.ann.says(house.webex.launch, 'First');
    await house.shown('First');
    await house.stopBridge();
    await house.webex.ann.says(house.webex.launch, 'Meanwhile');
    await house.sandbox.webex.settled();
    house.sandbox.pubnub.faults.inject({ path: /^\/v2\/subscribe/, drop: true, times: 3 });
    await house.startBridge();
    await house.shown('Meanwhile');
    expect(house.logged.some((line) => line.includes('PubNub cannot be reached; trying again'))).toBe(true);
  });
});

describe('bad input', () => {
  beforeEach(async () => {
    await house.startBridge();
    await house.connectUma();
    await house.webex.ann.says(house.webex.launch, 'Opens the thread');
    await house.shown('Opens the thread');
  });

  test('a webhook with a wrong or missing signature is refused with 401, and nothing is published', async () => {
    const { pubnub, webex } = house.sandbox;
    const genuine = webex.journal.entries.find((entry) => entry.type === 'delivery' && entry.status === 200);
    const body = genuine?.type === 'delivery' ? genuine.body : '';
    const published = pubnub.journal.entries.filter(({ type }) => type === 'publish').length;
    for (const headers of [
      {},
      { 'X-Spark-Signature': '0'.repeat(40) },
      { 'X-Webex-Signature': `SHA-256=${'0'.repeat(64)}` },
    ]) {
      const answer = await fetch(`${functionsUrl()}/webex/webhook`, { method: 'POST', body, headers });
      expect(answer.status).toBe(401);
    }
    expect(pubnub.journal.entries.filter(({ type }) => type === 'publish')).toHaveLength(published);
  });

  test('an envelope that does not parse is logged without its body and skipped', async () => {
    await house.inject(
      { v: 1, kind: 'message', text: 'a body nobody may log' },
      house.sandbox.environment['PIGDIN_SECRET'],
    );
    await house.webex.ann.says(house.webex.launch, 'Goes on');
    await house.shown('Goes on');
    const line = house.logged.find((one) => one.includes('does not fit version 1'));
    expect(line).toContain('platformChannelId');
    expect(house.logged.join('')).not.toContain('a body nobody may log');
  });

  test('an envelope that no Function signed never reaches Slack, however good it looks', async () => {
    const { pubnub } = house.sandbox;
    const genuine = pubnub.journal.entries.find(
      (entry) => entry.type === 'publish' && JSON.stringify(entry.message).includes('Opens the thread'),
    );
    const message = genuine?.type === 'publish' ? (genuine.message as Record<string, unknown>) : {};
    const { proof, ...unsigned } = message;
    const forged = {
      ...unsigned,
      id: 'forged',
      text: 'Please wire the money',
      externalObj: { ...(message['externalObj'] as object), id: 'forged' },
    };
    await house.inject(forged);
    await house.inject({ ...forged, proof });
    await house.inject(forged, 'some other secret');
    await house.webex.ann.says(house.webex.launch, 'Goes on');
    await house.shown('Goes on');
    expect(house.replies(await house.threadOf('Product launch'))).toEqual([
      'Ann Lee: Opens the thread',
      'Ann Lee: Goes on',
    ]);
  });

  test('a reply that Webex refuses is marked, explained, and can be sent again when the cause is gone', async () => {
    const thread = await house.threadOf('Product launch');
    house.sandbox.webex.world.makeReadOnly(house.webex.launch);
    const ts = await house.slack.uma.posts(thread.channel, 'Refused at first', { threadTs: thread.ts });
    await house.marked(ts, 'x');
    const notice = await house.shown('Not sent to Webex.');
    house.sandbox.webex.world.makeReadOnly(house.webex.launch, false);
    await house.slack.uma.clicks(notice.channel, notice.ts, 'retry_reply');
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(house.webex.launch)).toContain('Uma Berg: Refused at first');
    await house.sandbox.slack.journal.waitFor(
      'the notice being mended',
      (entry) => entry.type === 'message' && entry.change === 'edited' && entry.ts === notice.ts,
    );
  });

  test('where webex-publish does not run, the author is told and the log says what to check', async () => {
    const thread = await house.threadOf('Product launch');
    house.sandbox.pubnub.functions.deploy({ directory: 'nowhere', bindings: [] });
    const ts = await house.slack.uma.posts(thread.channel, 'Into the void', { threadTs: thread.ts });
    await house.marked(ts, 'x');
    await house.shown('Pigdin is not set up completely');
    expect(house.logged.some((line) => line.includes('npm run doctor'))).toBe(true);
  });
});
