import { describe, expect, test } from 'vitest';
import { clientOf, launchRoom, nextOf, readAnswer, webexForTest } from './support.ts';

test('everyone knows who they are', async () => {
  const { client, ann } = await launchRoom();
  const { status, body } = await client.get('/people/me');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: ann.id,
    emails: ['ann@example.com'],
    displayName: 'Ann Lee',
    firstName: 'Ann',
    lastName: 'Lee',
    type: 'person',
  });
});

test('an avatar is only there when the person has one', async () => {
  const { client, webex } = await launchRoom();
  const cat = webex.world.addPerson({ name: 'Cat', email: 'cat@example.com', avatar: 'https://example.com/cat.png' });
  expect((await client.get(`/people/${cat.id}`)).body).toMatchObject({ avatar: 'https://example.com/cat.png' });
  expect((await client.get('/people/me')).body).not.toHaveProperty('avatar');
});

describe('a search', () => {
  test('by address finds one, whatever its case', async () => {
    const { client, bob } = await launchRoom();
    expect((await client.get('/people?email=Bob@Example.com')).items).toMatchObject([{ id: bob.id }]);
    expect((await client.get('/people?email=nobody@example.com')).items).toEqual([]);
  });

  test('by name finds all that begin so', async () => {
    const { client } = await launchRoom();
    expect((await client.get('/people?displayName=b')).items).toMatchObject([{ displayName: 'Bob Ray' }]);
  });

  test('stays within the own organisation', async () => {
    const { client, webex } = await launchRoom();
    webex.world.addPerson({ name: 'Zoe', email: 'zoe@elsewhere.example', organization: 'elsewhere' });
    expect((await client.get('/people?email=zoe@elsewhere.example')).items).toEqual([]);
  });

  test('for everybody is refused', async () => {
    const { client } = await launchRoom();
    expect((await client.get('/people')).status).toBe(400);
  });
});

describe('a batch by ids', () => {
  test('works with a slash before the query, as the JS SDK writes it, and tells no presence', async () => {
    const { client, ann, bob, room } = await launchRoom();
    await bob.says(room, 'hi');
    const { status, items } = await client.get(`/people/?id=${ann.id},${bob.id}&showAllTypes=false`);
    expect(status).toBe(200);
    expect(items.map(({ id }) => id)).toEqual([ann.id, bob.id]);
    expect(items[1]).not.toHaveProperty('status');
    expect((await client.get(`/people/${bob.id}`)).body).toMatchObject({ lastActivity: expect.any(String) });
  });

  test('takes 85 at most', async () => {
    const { client, ann } = await launchRoom();
    const ids = (count: number): string => Array.from({ length: count }, () => ann.id).join(',');
    expect((await client.get(`/people?id=${ids(85)}`)).status).toBe(200);
    expect((await client.get(`/people?id=${ids(86)}`)).status).toBe(400);
  });
});

test('a list has pages', async () => {
  const { client, webex } = await launchRoom();
  webex.world.addPerson({ name: 'Bea', email: 'bea@example.com' });
  const first = await client.get('/people?displayName=b&max=1');
  const second = await client.get(nextOf(first) ?? '');
  expect([...first.items, ...second.items].map((item) => item['displayName'])).toEqual(['Bob Ray', 'Bea']);
  expect(nextOf(second)).toBeUndefined();
  expect((await client.get('/people?displayName=b&cursor=nonsense')).status).toBe(400);
});

describe('a token', () => {
  test.each([undefined, 'Bearer nonsense', 'Basic abc', 'Bearer'])('%s is refused with 401', async (authorization) => {
    const webex = await webexForTest();
    const answer = await readAnswer(
      await fetch(`${webex.apiUrl}/people/me`, authorization ? { headers: { authorization } } : {}),
    );
    const description = 'The request requires a valid access token set in the Authorization request header.';
    expect(answer).toMatchObject({
      status: 401,
      body: { message: description, errors: [{ description }], trackingId: answer.headers.get('trackingid') },
    });
  });

  test('ends after 14 days', async () => {
    let time = Date.now();
    const { client } = await launchRoom({ now: () => time });
    time += 14 * 24 * 3600 * 1000 - 2000;
    expect((await client.get('/people/me')).status).toBe(200);
    time += 2000;
    expect((await client.get('/people/me')).status).toBe(401);
  });

  test('of one person can be made to expire while others live', async () => {
    const { webex, ann, bob, client } = await launchRoom();
    const bobs = clientOf(webex, bob);
    webex.world.expireTokens(ann);
    expect([(await client.get('/people/me')).status, (await bobs.get('/people/me')).status]).toEqual([401, 200]);
  });

  test('without the scope gets 403', async () => {
    const { webex, ann, room } = await launchRoom();
    const reader = clientOf(webex, ann, ['spark:messages_read']);
    expect((await reader.get(`/messages?roomId=${room.id}`)).status).toBe(200);
    const refused = await reader.post('/messages', { roomId: room.id, text: 'hi' });
    expect(refused).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('missing required scopes') },
    });
    expect((await reader.get('/people/me')).status).toBe(403);
    expect((await clientOf(webex, ann, ['spark:all']).get('/people/me')).status).toBe(200);
  });
});

test('every answer has a tracking id, JSON without a space in its type, and is not cached', async () => {
  const { client, webex } = await launchRoom();
  for (const answer of [await client.get('/people/me'), await client.get('/nowhere'), await client.get('/people')]) {
    expect(answer.headers.get('trackingid')).toMatch(/^ROUTER_[0-9A-F-]{36}$/);
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
  expect((await client.get('/nowhere')).status).toBe(404);
  expect((await client.put('/people', {})).status).toBe(405);
  expect((await fetch(`${webex.url}/elsewhere`)).status).toBe(404);
});

test('the journal tells who asked for what', async () => {
  const { client, webex, ann } = await launchRoom();
  await client.get('/people?displayName=b');
  const entry = await webex.journal.waitFor('the request', ({ type }) => type === 'request');
  expect(entry).toMatchObject({
    method: 'GET',
    path: '/v1/people',
    query: { displayName: 'b' },
    personId: ann.id,
    status: 200,
  });
});
