import { describe, expect, test } from 'vitest';
import { refusal, tooManyRequests, WebexError } from '../../../sandbox/webex/errors.ts';
import { launchRoom, receiverForTest } from './support.ts';

describe('requests', () => {
  test('can be refused in a burst of 429, as Webex words it', async () => {
    const { webex, client, room } = await launchRoom();
    webex.faults.inject({ method: 'POST', path: /\/messages$/, times: 2, answer: refusal(tooManyRequests(7)) });
    const post = () => client.post('/messages', { roomId: room.id, text: 'hello' });
    const first = await post();
    expect(first.status).toBe(429);
    expect(first.headers.get('retry-after')).toBe('7');
    expect(first.body).toMatchObject({ message: expect.any(String), errors: [{ description: expect.any(String) }] });
    expect([(await post()).status, (await post()).status]).toEqual([429, 200]);
    expect(webex.world.messagesOf(room)).toHaveLength(1);
  });

  test('can fail after their work was done', async () => {
    const { webex, client, room } = await launchRoom();
    const answer = refusal(new WebexError(503, 'Service Unavailable'));
    webex.faults.inject({ method: 'POST', path: /\/messages$/, when: 'after', answer });
    expect((await client.post('/messages', { roomId: room.id, text: 'hello' })).status).toBe(503);
    expect(webex.world.messagesOf(room)).toHaveLength(1);
  });

  test('beyond a rate get 429 until the minute is over', async () => {
    let time = Date.now();
    const { webex, client } = await launchRoom({ now: () => time });
    webex.switches.requestsPerMinute = 2;
    const me = () => client.get('/people/me');
    expect([(await me()).status, (await me()).status]).toEqual([200, 200]);
    time += 20_000;
    const refused = await me();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
    time += 40_000;
    expect((await me()).status).toBe(200);
  });
});

describe('messages', () => {
  test('may not be readable at once', async () => {
    const { webex, client, ann, room } = await launchRoom();
    webex.switches.unseenReads = 2;
    const { id } = await ann.says(room, 'hello');
    const read = () => client.get(`/messages/${id}`);
    expect((await client.get(`/messages?roomId=${room.id}`)).items).toEqual([]);
    expect([(await read()).status, (await read()).status, (await read()).status]).toEqual([404, 404, 200]);
    expect((await client.get(`/messages?roomId=${room.id}`)).items).toHaveLength(1);
  });

  test('may have lost their key, with status 200', async () => {
    const { webex, client, ann, room } = await launchRoom();
    const message = await ann.says(room, { markdown: '**hello**' });
    webex.world.loseKey(message);
    const { status, items } = await client.get(`/messages?roomId=${room.id}`);
    expect(status).toBe(200);
    expect(items[0]).toMatchObject({ id: message.id, personId: ann.id, errors: { text: { code: 'kms_failure' } } });
    for (const member of ['text', 'html', 'markdown']) expect(items[0]).not.toHaveProperty(member);
  });
});

describe('deliveries', () => {
  async function listening() {
    const launched = await launchRoom();
    const receiver = await receiverForTest();
    const wanted = { name: 'w', targetUrl: receiver.url, resource: 'messages', event: 'all' };
    await launched.client.post('/webhooks', wanted);
    const heard = (): unknown[] => receiver.received.entries.map(({ body }) => body.data['id']);
    return { ...launched, receiver, heard };
  }

  test('can be dropped, and the journal says so', async () => {
    const { webex, ann, room, heard } = await listening();
    webex.webhookFaults.inject({ kind: 'drop' });
    await ann.says(room, 'lost');
    const kept = await ann.says(room, 'kept');
    await webex.settled();
    expect(heard()).toEqual([kept.id]);
    const statuses = webex.journal.entries.flatMap((entry) => (entry.type === 'delivery' ? [entry.status] : []));
    expect(statuses).toEqual(['dropped', 200]);
  });

  test('can come twice', async () => {
    const { webex, ann, room, heard } = await listening();
    webex.webhookFaults.inject({ kind: 'duplicate' });
    const { id } = await ann.says(room, 'again and');
    await webex.settled();
    expect(heard()).toEqual([id, id]);
  });

  test('can be held back, and let go the other way round', async () => {
    const { webex, ann, room, heard } = await listening();
    webex.webhookFaults.hold();
    const first = await ann.says(room, 'one');
    const second = await ann.says(room, 'two');
    await webex.settled();
    expect(heard()).toEqual([]);
    await webex.webhookFaults.release('reversed');
    expect(heard()).toEqual([second.id, first.id]);
    const third = await ann.says(room, 'three');
    await webex.settled();
    expect(heard().at(-1)).toBe(third.id);
  });

  test('can be spared by clearing the faults', async () => {
    const { webex, ann, room, heard } = await listening();
    webex.webhookFaults.inject({ kind: 'drop', times: 5 });
    webex.webhookFaults.clear();
    await ann.says(room, 'kept');
    await webex.settled();
    expect(heard()).toHaveLength(1);
  });

  test('can be late, and end when the service does', async () => {
    const { webex, ann, room, receiver, heard } = await listening();
    webex.webhookFaults.inject({ kind: 'delay', delayMs: 60_000, event: 'created' });
    await ann.says(room, 'late');
    const early = await ann.says(room, 'early');
    await receiver.received.waitFor('the early one', ({ body }) => body.data['id'] === early.id);
    await webex.close();
    expect(heard()).toEqual([early.id]);
  });
});
