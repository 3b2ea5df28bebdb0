import { describe, expect, test } from 'vitest';
import { clientOf, launchRoom, nextOf } from './support.ts';

async function withCat() {
  const launched = await launchRoom();
  const cat = launched.webex.world.addPerson({ name: 'Cat Poe', email: 'cat@example.com' });
  return { ...launched, cat };
}

test('a list tells who is in a room, by name', async () => {
  const { client, room, ann, bob } = await withCat();
  const first = await client.get(`/memberships?roomId=${room.id}&max=1`);
  const second = await client.get(nextOf(first) ?? '');
  expect([...first.items, ...second.items]).toMatchObject([
    { personId: ann.id, personDisplayName: 'Ann Lee', roomType: 'group', isModerator: false },
    { personId: bob.id, personDisplayName: 'Bob Ray', personEmail: 'bob@example.com' },
  ]);
});

test('a list without a room tells where the caller is', async () => {
  const { client, room, ann } = await withCat();
  expect((await client.get('/memberships')).items).toMatchObject([{ roomId: room.id, personId: ann.id }]);
  expect((await client.get(`/memberships?personId=${ann.id}`)).status).toBe(400);
});

test('a list of one person in a room has one item, or is not found', async () => {
  const { client, room, bob, cat } = await withCat();
  expect((await client.get(`/memberships?roomId=${room.id}&personEmail=bob@example.com`)).items).toMatchObject([
    { personId: bob.id },
  ]);
  expect(await client.get(`/memberships?roomId=${room.id}&personId=${cat.id}`)).toMatchObject({
    status: 404,
    body: { message: 'User is not a participant of the room.' },
  });
});

describe('adding someone', () => {
  test('lets them in', async () => {
    const { client, webex, room, cat } = await withCat();
    const { status, body, id } = await client.post('/memberships', { roomId: room.id, personEmail: 'cat@example.com' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ personId: cat.id, roomId: room.id });
    expect(Buffer.from(id, 'base64').toString()).toMatch(
      /^ciscospark:\/\/urn:TEAM:us-west-2_r\/MEMBERSHIP\/[0-9a-f-]{36}:[0-9a-f-]{36}$/,
    );
    expect((await client.get(`/memberships/${id}`)).body).toEqual(body);
    expect((await clientOf(webex, cat).get(`/rooms/${room.id}`)).status).toBe(200);
  });

  test.each([
    [{ personEmail: 'cat@example.com' }, 400, 'roomId cannot be null'],
    [{ roomId: 'ROOM' }, 400, 'Must specify either personId or personEmail.'],
    [{ roomId: 'ROOM', personEmail: 'bob@example.com' }, 409, 'Person is already in the room.'],
    [{ roomId: 'ROOM', personEmail: 'nobody@example.com' }, 404, 'Could not find the person.'],
  ])('%o is refused with %d', async (body, status, message) => {
    const { client, room } = await withCat();
    const wanted = 'roomId' in body ? { ...body, roomId: room.id } : body;
    expect(await client.post('/memberships', wanted)).toMatchObject({ status, body: { message } });
  });

  test('to a direct room, or to a moderated one as nobody, is refused', async () => {
    const { client, webex, ann, bob, cat } = await withCat();
    const direct = webex.world.addDirectRoom(ann, bob);
    expect((await client.post('/memberships', { roomId: direct.id, personId: cat.id })).status).toBe(502);
    const moderated = webex.world.addRoom({ title: 'M', people: [bob, ann], isLocked: true });
    expect((await client.post('/memberships', { roomId: moderated.id, personId: cat.id })).status).toBe(403);
  });
});

describe('changing', () => {
  test('makes a moderator, by one', async () => {
    const { client, webex, ann, bob } = await withCat();
    const moderated = webex.world.addRoom({ title: 'M', people: [ann, bob], isLocked: true });
    const { items } = await client.get(`/memberships?roomId=${moderated.id}`);
    const [mine, his] = items.map((item) => `/memberships/${item['id'] as string}`);
    const bobs = clientOf(webex, bob);
    expect((await bobs.put(mine ?? '', { isModerator: false })).status).toBe(403);
    expect((await client.put(his ?? '', { isModerator: true })).body).toMatchObject({ isModerator: true });
    expect((await bobs.put(mine ?? '', { isModerator: false })).body).toMatchObject({ isModerator: false });
  });

  test('cannot hide a group room', async () => {
    const { client, room, ann } = await withCat();
    const { items } = await client.get(`/memberships?roomId=${room.id}&personId=${ann.id}`);
    expect((await client.put(`/memberships/${items[0]?.['id'] as string}`, { isRoomHidden: true })).status).toBe(400);
  });

  test('hides a direct room, until someone writes in it', async () => {
    const { client, webex, ann, bob } = await withCat();
    const direct = webex.world.addDirectRoom(ann, bob);
    const { items } = await client.get(`/memberships?roomId=${direct.id}&personId=${ann.id}`);
    const path = `/memberships/${items[0]?.['id'] as string}`;
    expect((await clientOf(webex, bob).put(path, { isRoomHidden: true })).status).toBe(403);
    expect((await client.put(path, { isRoomHidden: true })).body).toMatchObject({ isRoomHidden: true });
    await bob.says(direct, 'hello?');
    expect((await client.get(path)).body).toMatchObject({ isRoomHidden: false });
  });
});

describe('removing', () => {
  test('takes someone out, who then sees nothing', async () => {
    const { client, webex, room, bob } = await withCat();
    const { items } = await client.get(`/memberships?roomId=${room.id}&personId=${bob.id}`);
    const path = `/memberships/${items[0]?.['id'] as string}`;
    expect((await client.delete(path)).status).toBe(204);
    expect(await client.delete(path)).toMatchObject({ status: 404, body: { message: 'Failed to get membership' } });
    expect((await clientOf(webex, bob).get(`/messages?roomId=${room.id}`)).status).toBe(404);
  });

  test('from a direct room is refused', async () => {
    const { client, webex, ann, bob } = await withCat();
    const direct = webex.world.addDirectRoom(ann, bob);
    const { items } = await client.get(`/memberships?roomId=${direct.id}`);
    expect((await client.delete(`/memberships/${items[0]?.['id'] as string}`)).status).toBe(403);
  });

  test('what is no membership is refused', async () => {
    const { client, room } = await withCat();
    expect((await client.get('/memberships/what')).status).toBe(400);
    expect((await client.get(`/memberships/${room.id}`)).status).toBe(404);
  });
});
