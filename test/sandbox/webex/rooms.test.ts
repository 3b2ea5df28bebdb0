import { describe, expect, test } from 'vitest';
import { clientOf, launchRoom, nextOf } from './support.ts';

test('a room is made with its maker in it', async () => {
  const { client, ann } = await launchRoom();
  const { status, body, id } = await client.post('/rooms', { title: 'Lunch' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ title: 'Lunch', type: 'group', isLocked: false, creatorId: ann.id, isReadOnly: false });
  expect((await client.get(`/rooms/${id}`)).body).toEqual(body);
  expect((await client.get(`/memberships?roomId=${id}`)).items).toMatchObject([{ personId: ann.id }]);
});

test.each([{}, { title: ' ' }, { title: 3 }])('a room called %o is refused', async (body) => {
  const { client } = await launchRoom();
  expect(await client.post('/rooms', body)).toMatchObject({ status: 400, body: { message: 'Title cannot be empty.' } });
});

test('a room that cannot be made leaves no trace', async () => {
  const { client, webex } = await launchRoom();
  expect((await client.post('/rooms', { title: 'Public', isPublic: true })).status).toBe(400);
  expect((await client.post('/rooms', { title: 'News', isAnnouncementOnly: true })).status).toBe(400);
  expect(webex.world.rooms()).toHaveLength(1);
});

describe('a list', () => {
  test('holds only the rooms of the caller, by type and in the order asked for', async () => {
    let time = Date.parse('2026-11-01T10:00:00Z');
    const { client, webex, ann, bob, room } = await launchRoom({ now: () => time });
    const titles = async (query: string): Promise<unknown[]> =>
      (await client.get(`/rooms?${query}`)).items.map((item) => item['title']);
    time += 1000;
    webex.world.addDirectRoom(ann, bob);
    webex.world.addRoom({ title: 'Not hers', people: [bob] });
    expect(await titles('sortBy=created')).toEqual(['Bob Ray', 'Launch']);
    time += 1000;
    await bob.says(room, 'ping');
    expect(await titles('sortBy=lastactivity')).toEqual(['Launch', 'Bob Ray']);
    expect(await titles('type=direct')).toEqual(['Bob Ray']);
    expect(await titles('type=group')).toEqual(['Launch']);
    expect(await titles('teamId=any')).toEqual([]);
  });

  test.each(['sortBy=colour', 'type=circle', 'max=0', 'max=1.5'])('with %s is refused', async (query) => {
    const { client } = await launchRoom();
    expect((await client.get(`/rooms?${query}`)).status).toBe(400);
  });

  test('has pages, of which one may be empty', async () => {
    const { client, webex, ann } = await launchRoom();
    for (const title of ['B', 'C']) webex.world.addRoom({ title, people: [ann] });
    webex.switches.emptyPages = 1;
    const titles = new Set<unknown>();
    let pages = 0;
    for (let next: string | undefined = '/rooms?max=2'; next !== undefined; pages += 1) {
      const page = await client.get(next);
      for (const item of page.items) titles.add(item['title']);
      next = nextOf(page);
    }
    expect(titles).toEqual(new Set(['Launch', 'B', 'C']));
    expect(pages).toBe(3);
  });
});

test('nobody outside sees a room', async () => {
  const { webex, room } = await launchRoom();
  const eve = clientOf(webex, webex.world.addPerson({ name: 'Eve', email: 'eve@example.com' }));
  const missing = { status: 404, body: { message: 'Could not find a room with provided ID.' } };
  expect(await eve.get(`/rooms/${room.id}`)).toMatchObject(missing);
  expect(await eve.put(`/rooms/${room.id}`, { title: 'Mine' })).toMatchObject(missing);
  expect(await eve.delete(`/rooms/${room.id}`)).toMatchObject(missing);
  expect(await eve.get(`/memberships?roomId=${room.id}`)).toMatchObject(missing);
});

describe('a change', () => {
  test("of the title is everyone's right, until the room is moderated", async () => {
    const { client, webex, bob, room } = await launchRoom();
    const bobs = clientOf(webex, bob);
    expect((await bobs.put(`/rooms/${room.id}`, { title: 'Lunch' })).body).toMatchObject({ title: 'Lunch' });
    expect((await client.put(`/rooms/${room.id}`, { title: 'Launch', isLocked: true })).status).toBe(200);
    expect((await bobs.put(`/rooms/${room.id}`, { title: 'Lunch' })).status).toBe(403);
    expect(room.title).toBe('Launch');
  });

  test('into announcement mode takes a moderated room, into a public one a description', async () => {
    const { client, room } = await launchRoom();
    const put = (change: object) => client.put(`/rooms/${room.id}`, { title: 'Launch', ...change });
    expect((await put({ isAnnouncementOnly: true })).status).toBe(400);
    expect((await put({ isAnnouncementOnly: true, isLocked: true })).body).toMatchObject({ isAnnouncementOnly: true });
    expect((await put({ isPublic: true })).status).toBe(400);
    expect((await put({ isPublic: true, description: 'All' })).body).toMatchObject({
      isPublic: true,
      madePublic: expect.any(String),
    });
  });

  test('of a direct room is refused', async () => {
    const { client, webex, ann, bob } = await launchRoom();
    const direct = webex.world.addDirectRoom(ann, bob);
    expect((await client.put(`/rooms/${direct.id}`, { title: 'Us' })).status).toBe(400);
  });
});

describe('deleting', () => {
  test('removes the room for all when its maker does it', async () => {
    const { client, webex, bob, room } = await launchRoom();
    expect((await client.delete(`/rooms/${room.id}`)).status).toBe(204);
    expect((await clientOf(webex, bob).get(`/rooms/${room.id}`)).status).toBe(404);
    expect(webex.world.rooms()).toEqual([]);
  });

  test('by anyone else only takes them out of it', async () => {
    const { client, webex, bob, room } = await launchRoom();
    expect((await clientOf(webex, bob).delete(`/rooms/${room.id}`)).status).toBe(204);
    expect((await client.get(`/memberships?roomId=${room.id}`)).items).toHaveLength(1);
  });
});

test('a room that moved to another region has a new id, and the old one finds nothing', async () => {
  const { client, webex, room, ann } = await launchRoom();
  await ann.says(room, 'before the move');
  const old = room.id;
  webex.world.migrate(room);
  expect(room.id).not.toBe(old);
  expect(Buffer.from(room.id, 'base64').toString()).toMatch(/^ciscospark:\/\/urn:TEAM:eu-central-1_k\/ROOM\//);
  expect((await client.get(`/rooms/${old}`)).status).toBe(404);
  expect((await client.get(`/messages?roomId=${room.id}`)).items).toMatchObject([{ roomId: room.id }]);
});

test('a room whose key is lost comes without its title, yet with status 200', async () => {
  const { client, webex, room } = await launchRoom();
  webex.world.loseKey(room);
  const { status, items } = await client.get('/rooms');
  expect(status).toBe(200);
  expect(items[0]).toMatchObject({ id: room.id, errors: { title: { code: 'kms_failure' } } });
  expect(items[0]).not.toHaveProperty('title');
});
