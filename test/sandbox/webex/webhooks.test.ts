import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { clientOf, launchRoom, nextOf, receiverForTest, type Notification } from './support.ts';

const FIREHOSE = { name: 'all', resource: 'all', event: 'all' };
const MESSAGES = { name: 'messages', resource: 'messages', event: 'created' };

/** The launch room, whose first person has a webhook. */
async function listening(options: Parameters<typeof launchRoom>[0] = {}, wanted: object = FIREHOSE) {
  const launched = await launchRoom(options);
  const receiver = await receiverForTest();
  const { id: webhookId } = await launched.client.post('/webhooks', { targetUrl: receiver.url, ...wanted });
  return { ...launched, receiver, webhookId };
}

describe('a webhook', () => {
  test('comes back as it was made, with its secret in clear', async () => {
    const { client, ann } = await launchRoom();
    const wanted = {
      name: 'w',
      targetUrl: 'https://example.com/hook',
      resource: 'messages',
      event: 'all',
      secret: 's',
    };
    const { status, body, id } = await client.post('/webhooks', wanted);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...wanted, status: 'active', ownedBy: 'creator', createdBy: ann.id });
    expect((await client.get(`/webhooks/${id}`)).body).toEqual(body);
    expect((await client.get('/webhooks')).items).toEqual([body]);
  });

  test.each([
    [{ name: '' }, 'name cannot be empty'],
    [{ name: undefined }, 'name cannot be empty'],
    [{ targetUrl: undefined }, 'targetUrl cannot be null'],
    [{ targetUrl: 'nowhere' }, 'targetUrl is not a valid URL'],
    [{ resource: 'weather' }, 'resource is not valid'],
    [{ event: 'exploded' }, 'event is not valid'],
    [{ resource: 'rooms', event: 'deleted' }, 'The resource has no such event.'],
    [{ filter: 'colour=red' }, 'The filter colour is not supported for this resource.'],
  ])('with %o is refused', async (change, message) => {
    const { client } = await launchRoom();
    const wanted = { ...MESSAGES, targetUrl: 'https://example.com/hook', ...change };
    expect(await client.post('/webhooks', wanted)).toMatchObject({ status: 400, body: { message } });
  });

  test('takes the right to read what it watches', async () => {
    const { webex, ann } = await launchRoom();
    const reader = clientOf(webex, ann, ['spark:messages_read']);
    const targetUrl = 'https://example.com/hook';
    expect((await reader.post('/webhooks', { ...MESSAGES, targetUrl })).status).toBe(200);
    expect((await reader.post('/webhooks', { ...FIREHOSE, targetUrl })).status).toBe(403);
    expect((await reader.post('/webhooks', { ...MESSAGES, targetUrl, ownedBy: 'org' })).status).toBe(403);
  });

  test('belongs to its maker', async () => {
    const { webex, bob, client, webhookId } = await listening();
    const bobs = clientOf(webex, bob);
    expect((await bobs.get('/webhooks')).items).toEqual([]);
    expect((await bobs.get(`/webhooks/${webhookId}`)).status).toBe(404);
    expect(await bobs.delete(`/webhooks/${webhookId}`)).toMatchObject({
      status: 403,
      body: { message: 'Failed to delete webhook.  You are not the owner of it.' },
    });
    expect((await client.delete(`/webhooks/${webhookId}`)).status).toBe(204);
    expect((await client.get(`/webhooks/${webhookId}`)).status).toBe(404);
    expect((await client.delete(`/webhooks/${webhookId}`)).status).toBe(404);
    expect(await client.delete('/webhooks/what')).toMatchObject({
      status: 400,
      body: { message: 'Invalid webhookId for Delete Webhook request.' },
    });
  });

  test('of one app is not listed to another', async () => {
    const { webex, ann, client } = await listening();
    const other = webex.world.issueTokens(ann, { integration: webex.world.addIntegration({ name: 'Other' }) });
    const answer = await fetch(`${webex.apiUrl}/webhooks`, {
      headers: { authorization: `Bearer ${other.access_token}` },
    });
    expect(await answer.json()).toEqual({ items: [] });
    expect((await client.get('/webhooks')).items).toHaveLength(1);
  });

  test('can get another name, address and secret, but not another resource', async () => {
    const { client, webhookId } = await listening();
    const change = { name: 'n', targetUrl: 'https://example.com/new', secret: 'new', resource: 'rooms' };
    const { body } = await client.put(`/webhooks/${webhookId}`, change);
    expect(body).toMatchObject({ name: 'n', targetUrl: 'https://example.com/new', secret: 'new', resource: 'all' });
    expect((await client.put(`/webhooks/${webhookId}`, { ...change, status: 'inactive' })).status).toBe(400);
    expect((await client.put(`/webhooks/${webhookId}`, { name: 'n' })).status).toBe(400);
  });

  test('can be listed in pages', async () => {
    const { client, receiver } = await listening();
    await client.post('/webhooks', { ...MESSAGES, targetUrl: receiver.url });
    const first = await client.get('/webhooks?max=1');
    const second = await client.get(nextOf(first) ?? '');
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['all', 'messages']);
  });
});

describe('a delivery', () => {
  test('says what happened, but not what was written', async () => {
    const { webex, bob, ann, room, receiver, webhookId } = await listening();
    const message = await bob.says(room, { text: 'hello', html: '<b>hello</b>' });
    await webex.settled();
    const [delivery] = receiver.received.entries;
    expect(delivery?.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(delivery?.body).toMatchObject({
      id: webhookId,
      resource: 'messages',
      event: 'created',
      createdBy: ann.id,
      actorId: bob.id,
      ownedBy: 'creator',
      status: 'active',
    });
    expect(delivery?.body.data).toEqual({
      id: message.id,
      roomId: room.id,
      roomType: 'group',
      personId: bob.id,
      personEmail: 'bob@example.com',
      created: message.created,
    });
  });

  test('has the documented members, in order, as compact JSON', async () => {
    const { webex, ann, room, receiver } = await listening({}, { ...MESSAGES, filter: 'roomType=group' });
    await ann.says(room, 'hello');
    await webex.settled();
    const raw = receiver.received.entries[0]?.raw ?? '{}';
    const members = 'id name resource event filter orgId createdBy appId ownedBy status actorId data';
    expect(Object.keys(JSON.parse(raw) as object).join(' ')).toBe(members);
    expect(JSON.stringify(JSON.parse(raw))).toBe(raw);
  });

  test('is signed twice over its raw bytes', async () => {
    const { webex, ann, room, receiver } = await listening({}, { ...FIREHOSE, secret: 'hush' });
    await ann.says(room, 'hellö');
    await ann.renames(room, 'Größe');
    await webex.settled();
    expect(receiver.received.entries).toHaveLength(2);
    for (const { raw, headers } of receiver.received.entries) {
      const hmac = (algorithm: string): string => createHmac(algorithm, 'hush').update(raw).digest('hex');
      expect(headers['x-spark-signature']).toBe(hmac('sha1'));
      expect(headers['x-webex-signature']).toBe(`SHA-256=${hmac('sha256')}, SHA-512=${hmac('sha512')}`);
    }
  });

  test('carries no signature without a secret', async () => {
    const { webex, ann, room, receiver } = await listening();
    await ann.says(room, 'hello');
    await webex.settled();
    expect(receiver.received.entries[0]?.headers).not.toHaveProperty('x-spark-signature');
    expect(receiver.received.entries[0]?.headers).not.toHaveProperty('x-webex-signature');
  });

  test('can be told to hold back what no document promises', async () => {
    const { webex, ann, bob, room, receiver } = await listening();
    const root = await ann.says(room, 'root');
    const answer = {
      markdown: `<@personId:${bob.id}> yes`,
      files: [{ name: 'a', type: 'b/c', bytes: new Uint8Array(1) }],
    };
    await webex.settled();
    await ann.says(room, answer, { parentId: root.id });
    await webex.settled();
    webex.switches.webhookData = 'bare';
    await ann.says(room, answer, { parentId: root.id });
    await webex.settled();
    const [, full, bare] = receiver.received.entries;
    expect(full?.body.data).toMatchObject({
      parentId: root.id,
      mentionedPeople: [bob.id],
      files: [expect.any(String)],
    });
    for (const member of ['parentId', 'mentionedPeople', 'files']) expect(bare?.body.data).not.toHaveProperty(member);
  });

  test('goes only to this machine', async () => {
    const { webex, client, ann, room } = await launchRoom();
    await client.post('/webhooks', { ...MESSAGES, targetUrl: 'https://example.com/hook' });
    await ann.says(room, 'hello');
    await webex.settled();
    expect(webex.journal.entries.at(-1)).toMatchObject({ type: 'delivery', status: 'refused' });
  });

  test('to nobody is noted as unreachable, and one without an answer as timed out', async () => {
    const { webex, client, ann, room } = await launchRoom();
    const silent = await receiverForTest();
    silent.answer('never');
    const nobody = 'http://127.0.0.1:1/hook';
    for (const targetUrl of [nobody, silent.url]) await client.post('/webhooks', { ...MESSAGES, targetUrl });
    webex.switches.webhookTimeoutMs = 50;
    await ann.says(room, 'hello');
    await webex.settled();
    const statuses = webex.journal.entries.flatMap((entry) =>
      entry.type === 'delivery' ? [[entry.url, entry.status]] : [],
    );
    expect(statuses).toEqual([
      [nobody, 'unreachable'],
      [silent.url, 'timed out'],
    ]);
  });

  test('is tried again only when told so', async () => {
    const { webex, ann, room, receiver } = await listening();
    receiver.answer(503);
    await ann.says(room, 'once');
    await webex.settled();
    expect(receiver.heard()).toHaveLength(1);
    webex.switches.webhookRetries = 2;
    await ann.says(room, 'thrice');
    await webex.settled();
    expect(receiver.heard()).toHaveLength(4);
  });
});

describe('who hears of what', () => {
  test('the firehose hears of messages, memberships and rooms, of its own doing too', async () => {
    const { webex, ann, bob, room, receiver } = await listening();
    const { id } = await ann.says(room, 'my own');
    await ann.edits({ id }, 'my very own');
    await ann.deletes({ id });
    await ann.renames(room, 'Lunch');
    await bob.leaves(room);
    await ann.adds(bob, room);
    webex.world.migrate(room);
    await webex.settled();
    expect(receiver.heard().toSorted()).toEqual(
      [
        'messages:created',
        'messages:updated',
        'messages:deleted',
        'rooms:updated',
        'memberships:deleted',
        'memberships:created',
        'rooms:migrated',
      ].toSorted(),
    );
  });

  test('a room is announced to its maker only, without its title', async () => {
    const { webex, client, bob, receiver } = await listening({}, { name: 'r', resource: 'rooms', event: 'created' });
    const { id } = await client.post('/rooms', { title: 'Hers', description: 'secret' });
    webex.world.addRoom({ title: 'His', people: [bob] });
    await webex.settled();
    expect(receiver.received.entries.map(({ body }) => body.data['id'])).toEqual([id]);
    expect(receiver.received.entries[0]?.body.data).not.toHaveProperty('title');
    expect(receiver.received.entries[0]?.body.data).not.toHaveProperty('description');
  });

  test('a membership is told in full', async () => {
    const { webex, room, receiver } = await listening({}, { name: 'm', resource: 'memberships', event: 'created' });
    await webex.world.addPerson({ name: 'Cat Poe', email: 'cat@example.com' }).joins(room);
    await webex.settled();
    expect(receiver.received.entries[0]?.body.data).toMatchObject({
      roomId: room.id,
      personDisplayName: 'Cat Poe',
      personEmail: 'cat@example.com',
      isModerator: false,
    });
  });

  test('one who is removed hears of that, and of nothing after', async () => {
    const { webex, ann, bob, room, receiver } = await listening();
    await bob.removes(ann, room);
    await bob.says(room, 'at last');
    await webex.settled();
    expect(receiver.heard()).toEqual(['memberships:deleted']);
  });

  test('nobody hears of rooms in which they are not', async () => {
    const { webex, bob, receiver } = await listening();
    const other = webex.world.addRoom({ title: 'Other', people: [bob] });
    await bob.says(other, 'hello');
    await webex.settled();
    expect(receiver.heard()).toEqual([]);
  });

  test('a bot hears only what mentions it', async () => {
    const { webex, ann, room } = await launchRoom();
    const bot = webex.world.addPerson({ name: 'Bot', email: 'bot@webex.bot', type: 'bot' });
    await ann.adds(bot, room);
    const receiver = await receiverForTest();
    await clientOf(webex, bot).post('/webhooks', { ...MESSAGES, targetUrl: receiver.url });
    await ann.says(room, 'among us');
    const called = await ann.says(room, { markdown: '<@personEmail:bot@webex.bot> hi' });
    await webex.settled();
    expect(receiver.received.entries.map(({ body }) => body.data['id'])).toEqual([called.id]);
  });

  test('two like webhooks each get every event', async () => {
    const { webex, client, ann, room, receiver, webhookId } = await listening();
    const { id: twin } = await client.post('/webhooks', { ...FIREHOSE, targetUrl: receiver.url });
    await ann.says(room, 'hello');
    await webex.settled();
    const ids = receiver.received.entries.map(({ body }) => body.id);
    expect(ids.toSorted()).toEqual([webhookId, twin].toSorted());
  });

  test('a webhook outlives the token that made it', async () => {
    const { webex, client, ann, bob, room, receiver } = await listening();
    webex.world.revokeTokens(ann);
    await bob.says(room, 'still there?');
    await webex.settled();
    expect(receiver.heard()).toEqual(['messages:created']);
    expect((await client.get('/people/me')).status).toBe(401);
  });
});

test.each([
  ['updated', ['messages:created', 'messages:updated']],
  ['created', ['messages:created', 'messages:created']],
  ['none', ['messages:created']],
] as const)('an edit may be announced as: %s', async (editNotification, heard) => {
  const { webex, ann, room, receiver } = await listening({ editNotification });
  const { id } = await ann.says(room, 'helo');
  await webex.settled();
  await ann.edits({ id }, 'hello');
  await webex.settled();
  expect(receiver.heard()).toEqual(heard);
});

describe('a filter', () => {
  const cases: readonly [string, string, (data: Notification['data']) => unknown, unknown[]][] = [
    ['messages', 'personEmail=bob@example.com', (data) => data['personEmail'], ['bob@example.com']],
    ['messages', 'roomType=direct', (data) => data['roomType'], ['direct']],
    ['messages', 'hasFiles=true', (data) => data['files'], [[expect.any(String)]]],
    ['messages', 'mentionedPeople=me', (data) => data['personEmail'], ['bob@example.com']],
    ['messages', 'roomType=group&personEmail=cat@example.com', (data) => data['id'], []],
    ['memberships', 'isModerator=true', (data) => data['isModerator'], [true]],
    ['rooms', 'type=group', (data) => data['type'], ['group']],
  ];
  test.each(cases)('of %s: %s', async (resource, filter, pick, expected) => {
    const { webex, ann, bob, room, receiver } = await listening({}, { name: 'f', resource, event: 'all', filter });
    const bytes = new TextEncoder().encode('hi');
    await ann.says(room, { text: 'look', files: [{ name: 'hi.txt', type: 'text/plain', bytes }] });
    await bob.says(room, { markdown: `<@personId:${ann.id}> seen` });
    await ann.says(webex.world.addDirectRoom(ann, bob), 'psst');
    await bob.makesModerator(bob, room);
    await ann.renames(room, 'Lunch');
    await webex.settled();
    expect(receiver.received.entries.map(({ body }) => pick(body.data))).toEqual(expected);
  });

  test('takes ids with and without padding', async () => {
    const { webex, client, ann, bob, room } = await launchRoom();
    const receiver = await receiverForTest();
    for (const id of [room.id, `${room.id}==`]) {
      await client.post('/webhooks', { ...MESSAGES, targetUrl: receiver.url, filter: `roomId=${id}` });
    }
    await ann.says(room, 'here');
    await ann.says(webex.world.addDirectRoom(ann, bob), 'there');
    await webex.settled();
    expect(receiver.received.entries.map(({ body }) => body.data['roomId'])).toEqual([room.id, room.id]);
  });
});

/** A webhook whose receiver answers 500, and a clock to turn. */
async function failing() {
  let time = Date.now();
  const setup = await listening({ now: () => time }, MESSAGES);
  const { webex, client, ann, room, receiver, webhookId } = setup;
  const says = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) await ann.says(room, `${turn}`);
    await webex.settled();
  };
  const status = async (): Promise<unknown> => (await client.get(`/webhooks/${webhookId}`)).body?.['status'];
  const revive = async (): Promise<unknown> => {
    const change = { name: 'again', targetUrl: receiver.url, status: 'active' };
    return (await client.put(`/webhooks/${webhookId}`, change)).body?.['status'];
  };
  const pass = (minutes: number): void => {
    time += minutes * 60_000;
  };
  receiver.answer(500);
  return { ...setup, says, status, revive, pass };
}

describe('a failing receiver', () => {
  test('loses the webhook with the hundredth failure within five minutes', async () => {
    const { says, status, receiver, webex, webhookId } = await failing();
    await says(99);
    expect(await status()).toBe('active');
    await says(1);
    expect(await status()).toBe('inactive');
    await webex.journal.waitFor(
      'the webhook to be disabled',
      (entry) => entry.type === 'webhook' && entry.change === 'disabled' && entry.webhookId === webhookId,
    );
    await says(1);
    expect(receiver.heard()).toHaveLength(100);
  });

  test('keeps it when the failures are further apart', async () => {
    const { says, status, pass } = await failing();
    await says(99);
    pass(5);
    await says(99);
    expect(await status()).toBe('active');
  });

  test('loses it again at the first failure when it was revived within five minutes', async () => {
    const { says, status, revive, pass } = await failing();
    await says(100);
    pass(4);
    expect(await revive()).toBe('active');
    await says(1);
    expect(await status()).toBe('inactive');
  });

  test('has a hundred more when it was revived later', async () => {
    const { says, status, revive, pass } = await failing();
    await says(100);
    pass(5);
    await revive();
    await says(99);
    expect(await status()).toBe('active');
  });

  test('that recovers is on probation no more', async () => {
    const { says, status, revive, receiver } = await failing();
    await says(100);
    await revive();
    receiver.answer(204);
    await says(1);
    receiver.answer(302);
    await says(1);
    expect(await status()).toBe('active');
  });
});
