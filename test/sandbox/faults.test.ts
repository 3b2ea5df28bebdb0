import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPubNub, type PubNubService } from '../../sandbox/pubnub/service.ts';

let pubnub: PubNubService;

beforeEach(async () => {
  pubnub = await startPubNub();
});
afterEach(() => pubnub.close());

/** One connection at a time, kept. */
const client = () => new Agent({ keepAlive: true, maxSockets: 1 });

const request = (agent: Agent, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(`${pubnub.url}${path}`, { agent }, (answer) => resolve(text(answer))).on('error', reject);
  });

/** Whether nothing has come by the time that another connection was answered twice. */
async function isUnanswered(answer: Promise<unknown>): Promise<boolean> {
  const later = request(client(), '/time/0').then(() => request(client(), '/time/0'));
  return Promise.race([answer.then(() => false), later.then(() => true)]);
}

describe('a half-open connection', () => {
  test('stays, but is never answered again, while a new one is', async () => {
    const agent = client();
    await request(agent, '/time/0');
    pubnub.faults.freeze();
    const answer = request(agent, '/time/0');
    expect(await isUnanswered(answer)).toBe(true);
    agent.destroy();
    await expect(answer).rejects.toThrow('socket hang up');
  });

  test('keeps back the answer that was under way', async () => {
    const { keyset } = pubnub;
    const agent = client();
    const poll = request(agent, `/v2/subscribe/${keyset.subscribeKey}/a/0?tt=1&uuid=x`);
    await pubnub.journal.waitFor('the poll', ({ type }) => type === 'subscribe');
    pubnub.faults.freeze(/^\/v2\/subscribe/);
    await request(client(), `/publish/${keyset.publishKey}/${keyset.subscribeKey}/0/a/0/%7B%7D?uuid=y`);
    expect(await isUnanswered(poll)).toBe(true);
    agent.destroy();
    await expect(poll).rejects.toThrow('socket hang up');
  });

  test('can be had for some paths only, and outlives the other faults', async () => {
    const [polling, asking] = [client(), client()];
    await request(polling, '/time/0');
    await request(asking, `/v2/history/sub-key/${pubnub.keyset.subscribeKey}/channel/a`);
    pubnub.faults.freeze(/^\/time/);
    pubnub.faults.clear();
    expect(await request(asking, '/time/0')).toContain('[');
    const answer = request(polling, '/time/0');
    expect(await isUnanswered(answer)).toBe(true);
    polling.destroy();
    await expect(answer).rejects.toThrow('socket hang up');
  });
});
