import { describe, expect, test } from 'vitest';
import { clientOf, launchRoom, nextOf } from './support.ts';

describe('posting', () => {
  test('a text comes back with who wrote it, and is answered with 200', async () => {
    const { client, room, ann } = await launchRoom();
    const { status, body } = await client.post('/messages', { roomId: room.id, text: 'hello' });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.any(String),
      roomId: room.id,
      roomType: 'group',
      text: 'hello',
      personId: ann.id,
      personEmail: 'ann@example.com',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  test('markdown comes back as html, text and itself', async () => {
    const { client, room } = await launchRoom();
    const { body } = await client.post('/messages', { roomId: room.id, markdown: '**bold** move' });
    expect(body).toMatchObject({
      markdown: '**bold** move',
      html: '<p><strong>bold</strong> move</p>',
      text: 'bold move',
    });
  });

  test('a text beside markdown is its fallback', async () => {
    const { client, room } = await launchRoom();
    const { body } = await client.post('/messages', { roomId: room.id, markdown: '**bold**', text: 'plain' });
    expect(body).toMatchObject({ html: '<p><strong>bold</strong></p>', text: 'plain' });
  });

  test('a message to a person opens the direct room once, and says to whom it went', async () => {
    const { client, webex, ann, bob } = await launchRoom();
    const first = await client.post('/messages', { toPersonEmail: 'bob@example.com', text: 'psst' });
    const second = await client.post('/messages', { toPersonId: bob.id, text: 'again' });
    expect(first.body).toMatchObject({ roomType: 'direct', toPersonEmail: 'bob@example.com' });
    expect(second.body).toMatchObject({ roomId: first.body?.['roomId'], toPersonId: bob.id });
    expect(webex.world.roomsOf(ann).map(({ title }) => title)).toEqual(['Launch', 'Bob Ray']);
    expect(webex.world.roomsOf(bob).map(({ title }) => title)).toEqual(['Launch', 'Ann Lee']);
  });

  test.each([
    [
      { text: 'nowhere' },
      'Exactly one of the destination fields must not be empty (roomId, toPersonEmail, toPersonId)',
    ],
    [{ roomId: 'not-an-id', text: 'hi' }, 'Expect base64 ID or UUID.'],
    [{ toPersonEmail: 'bob@example.com' }, 'Both text and file cannot be empty.'],
    [{ toPersonEmail: 'bob@example.com', html: '<p>hi</p>' }, 'Both text and file cannot be empty.'],
  ])('%o is refused: %s', async (draft, description) => {
    const { client } = await launchRoom();
    const { status, body } = await client.post('/messages', draft);
    expect(status).toBe(400);
    expect(body).toMatchObject({ message: description, errors: [{ description }] });
  });

  test('7439 bytes fit and one more does not, however few characters they are', async () => {
    const { client, room } = await launchRoom();
    const fits = `${'ä'.repeat(3719)}a`;
    expect(await client.post('/messages', { roomId: room.id, text: fits })).toMatchObject({ status: 200 });
    expect(await client.post('/messages', { roomId: room.id, text: `${fits}a` })).toMatchObject({
      status: 400,
      body: { message: 'Unable to post message to room: "The request payload is too big"' },
    });
  });

  test('what is refused opens no direct room', async () => {
    const { client, webex, ann } = await launchRoom();
    const refused = [
      { toPersonEmail: 'bob@example.com' },
      { toPersonEmail: 'bob@example.com', text: 'x'.repeat(7440) },
      { toPersonEmail: 'nobody@example.com', text: 'hi' },
      { toPersonId: ann.id, text: 'to myself' },
    ];
    const statuses: number[] = [];
    for (const draft of refused) statuses.push((await client.post('/messages', draft)).status);
    expect(statuses).toEqual([400, 400, 404, 400]);
    expect(webex.world.roomsOf(ann)).toHaveLength(1);
  });

  test('a reply names its root, and is not answered itself', async () => {
    const { client, room, bob } = await launchRoom();
    const root = await bob.says(room, 'who comes?');
    const reply = await client.post('/messages', { roomId: room.id, parentId: root.id, text: 'me' });
    expect(reply.body).toMatchObject({ parentId: root.id });
    const deeper = await client.post('/messages', { roomId: room.id, parentId: reply.id, text: 'and me' });
    expect(deeper.status).toBe(400);
  });

  test('a parent in another room is not found', async () => {
    const { client, room, ann, bob, webex } = await launchRoom();
    const elsewhere = await ann.says(webex.world.addDirectRoom(ann, bob), 'psst');
    const answer = await client.post('/messages', { roomId: room.id, parentId: elsewhere.id, text: 'hm' });
    expect(answer.status).toBe(404);
  });

  test('a body that is not JSON gets 415, and a broken one 400', async () => {
    const { webex, client } = await launchRoom();
    const send = (type: string, body: string) =>
      fetch(`${webex.apiUrl}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${client.token}`, 'content-type': type },
        body,
      });
    const plain = await send('text/plain', 'hi');
    expect(plain.status).toBe(415);
    expect(await plain.json()).toMatchObject({ message: "Content type 'text/plain' not supported" });
    expect((await send('application/json', '{"roomId":')).status).toBe(400);
    expect((await send('application/json', '"text"')).status).toBe(400);
  });
});

describe('listing', () => {
  test('is newest first, and pages by the link', async () => {
    const { client, room, ann } = await launchRoom();
    for (const text of ['one', 'two', 'three', 'four', 'five']) await ann.says(room, text);
    const first = await client.get(`/messages?roomId=${room.id}&max=2`);
    const second = await client.get(nextOf(first) ?? '');
    await ann.says(room, 'six');
    const third = await client.get(nextOf(second) ?? '');
    expect([first, second, third].flatMap(({ items }) => items.map((item) => item['text']))).toEqual([
      'five',
      'four',
      'three',
      'two',
      'one',
    ]);
    expect(nextOf(third)).toBeUndefined();
  });

  test('goes on from a message that was deleted meanwhile', async () => {
    const { client, room, ann } = await launchRoom();
    await ann.says(room, 'one');
    const two = await ann.says(room, 'two');
    const first = await client.get(`/messages?roomId=${room.id}&max=1`);
    await ann.deletes(two);
    expect((await client.get(nextOf(first) ?? '')).items).toMatchObject([{ text: 'one' }]);
    expect((await client.get(`/messages?roomId=${room.id}`)).items).toHaveLength(1);
  });

  test('can be told to give an empty page that has a next', async () => {
    const { client, room, ann, webex } = await launchRoom();
    await ann.says(room, 'hello');
    webex.switches.emptyPages = 1;
    const empty = await client.get(`/messages?roomId=${room.id}`);
    expect(empty.items).toEqual([]);
    expect((await client.get(nextOf(empty) ?? '')).items).toMatchObject([{ text: 'hello' }]);
  });

  test('caps a large max without a word', async () => {
    const { client, room, ann, webex } = await launchRoom();
    webex.switches.pageCap = 2;
    for (const text of ['one', 'two', 'three']) await ann.says(room, text);
    const { status, items } = await client.get(`/messages?roomId=${room.id}&max=500`);
    expect([status, items.length]).toEqual([200, 2]);
  });

  test('takes before, beforeMessage, parentId and mentionedPeople', async () => {
    let time = Date.parse('2026-11-01T10:00:00Z');
    const { client, room, ann, bob } = await launchRoom({ now: () => time });
    const root = await ann.says(room, 'root');
    time += 1000;
    await bob.says(room, 'reply', { parentId: root.id });
    time += 1000;
    const last = await bob.says(room, { markdown: `<@personId:${ann.id}> look` });
    const texts = async (query: string): Promise<unknown[]> =>
      (await client.get(`/messages?roomId=${room.id}&${query}`)).items.map((item) => item['text']);
    expect(await texts('before=2026-11-01T10:00:01.000Z')).toEqual(['root']);
    expect(await texts(`beforeMessage=${last.id}`)).toEqual(['reply', 'root']);
    expect(await texts(`parentId=${root.id}`)).toEqual(['reply']);
    expect(await texts('mentionedPeople=me')).toEqual(['Ann Lee look']);
    expect(await texts(`mentionedPeople=${ann.id}`)).toEqual(['Ann Lee look']);
  });

  test('of a direct room goes by the other person', async () => {
    const { client, ann, bob, webex } = await launchRoom();
    await bob.says(webex.world.addDirectRoom(ann, bob), 'psst');
    expect((await client.get('/messages/direct?personEmail=bob@example.com')).items).toMatchObject([{ text: 'psst' }]);
    expect((await client.get(`/messages/direct?personId=${bob.id}`)).items).toHaveLength(1);
    expect((await client.get('/messages/direct')).status).toBe(400);
  });

  test.each([
    ['', "Required String parameter 'roomId' is not present"],
    ['roomId=ROOM&max=none', 'Invalid value for max: none'],
    ['roomId=ROOM&before=yesterday', 'Invalid value for before: yesterday'],
  ])('with %s is refused: %s', async (query, message) => {
    const { client, room } = await launchRoom();
    const answer = await client.get(`/messages?${query.replace('ROOM', room.id)}`);
    expect(answer).toMatchObject({ status: 400, body: { message } });
  });
});

describe('editing', () => {
  test('replaces what a message says and marks it as updated', async () => {
    const { client, room } = await launchRoom();
    const { id } = await client.post('/messages', { roomId: room.id, markdown: 'helo' });
    const edited = await client.put(`/messages/${id}`, { roomId: room.id, text: 'hello' });
    expect(edited).toMatchObject({ status: 200, body: { text: 'hello', updated: expect.any(String) } });
    expect(edited.body).not.toHaveProperty('html');
    expect((await client.get(`/messages/${id}`)).body).toEqual(edited.body);
  });

  test('ends after ten times', async () => {
    const { client, room, ann } = await launchRoom();
    const { id } = await ann.says(room, 'draft');
    for (let turn = 1; turn <= 10; turn += 1) {
      expect((await client.put(`/messages/${id}`, { roomId: room.id, text: `draft ${turn}` })).status).toBe(200);
    }
    expect((await client.put(`/messages/${id}`, { roomId: room.id, text: 'one more' })).status).toBe(400);
  });

  test.each([
    [{ text: 'no room' }, 400],
    [{ roomId: 'ROOM' }, 400],
    [{ roomId: 'ROOM', text: 'x', html: '<p>x</p>' }, 400],
    [{ roomId: 'ROOM', text: 'x'.repeat(7440) }, 400],
  ])('with %o is refused', async (change, status) => {
    const { client, room, ann } = await launchRoom();
    const { id } = await ann.says(room, 'mine');
    const body = 'roomId' in change ? { ...change, roomId: room.id } : change;
    expect((await client.put(`/messages/${id}`, body)).status).toBe(status);
    expect((await client.get(`/messages/${id}`)).body).toMatchObject({ text: 'mine' });
  });

  test("somebody else's message is refused", async () => {
    const { client, room, bob } = await launchRoom();
    const { id } = await bob.says(room, 'mine');
    expect((await client.put(`/messages/${id}`, { roomId: room.id, text: 'yours' })).status).toBe(403);
  });
});

describe('deleting', () => {
  test("one's own is answered with 204, and then it is gone", async () => {
    const { client, room, ann } = await launchRoom();
    const { id } = await ann.says(room, 'oops');
    expect(await client.delete(`/messages/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await client.get(`/messages/${id}`)).toMatchObject({
      status: 404,
      body: { message: 'Unable to delete message.' },
    });
  });

  test('a root leaves its replies, which nobody can add to', async () => {
    const { client, room, ann, bob, webex } = await launchRoom();
    const root = await ann.says(room, 'root');
    await bob.says(room, 'reply', { parentId: root.id });
    await client.delete(`/messages/${root.id}`);
    const late = await client.post('/messages', { roomId: room.id, parentId: root.id, text: 'late' });
    expect(late.status).toBe(404);
    expect(webex.world.messagesOf(room)).toMatchObject([{ text: 'reply', parentId: root.id }]);
  });

  test("somebody else's takes a moderator", async () => {
    const { client, webex, ann, bob, room } = await launchRoom();
    expect((await client.delete(`/messages/${(await bob.says(room, 'hi')).id}`)).status).toBe(403);
    const moderated = webex.world.addRoom({ title: 'Moderated', people: [ann, bob], isLocked: true });
    expect((await client.delete(`/messages/${(await bob.says(moderated, 'hi')).id}`)).status).toBe(204);
  });
});

describe('who may read', () => {
  test('outside a room, the room and its messages do not exist', async () => {
    const { webex, room, ann } = await launchRoom();
    const { id } = await ann.says(room, 'secret');
    const eve = clientOf(webex, webex.world.addPerson({ name: 'Eve', email: 'eve@example.com' }));
    expect(await eve.get(`/messages?roomId=${room.id}`)).toMatchObject({
      status: 404,
      body: { message: 'Could not find a room with provided ID.' },
    });
    expect(await eve.get(`/messages/${id}`)).toMatchObject({
      status: 404,
      body: { message: 'Unable to get message.' },
    });
    expect((await eve.post('/messages', { roomId: room.id, text: 'hi' })).status).toBe(404);
  });

  test('a bot reads only what mentions it', async () => {
    const { webex, room, ann } = await launchRoom();
    const bot = webex.world.addPerson({ name: 'Bot', email: 'bot@webex.bot', type: 'bot' });
    await ann.adds(bot, room);
    const client = clientOf(webex, bot);
    const { id } = await ann.says(room, 'among us');
    await ann.says(room, { markdown: '<@personEmail:bot@webex.bot> hi' });
    expect((await client.get(`/messages/${id}`)).status).toBe(404);
    expect((await client.get(`/messages?roomId=${room.id}`)).status).toBe(403);
    const { items } = await client.get(`/messages?roomId=${room.id}&mentionedPeople=me`);
    expect(items).toMatchObject([{ text: 'Bot hi' }]);
  });

  test('in an announcement room only moderators post, in a read-only room nobody', async () => {
    const { client, webex, ann, bob } = await launchRoom();
    const news = webex.world.addRoom({ title: 'News', people: [bob, ann], isLocked: true, isAnnouncementOnly: true });
    expect((await client.post('/messages', { roomId: news.id, text: 'hi' })).status).toBe(403);
    await expect(bob.says(news, 'hear, hear')).resolves.toMatchObject({ text: 'hear, hear' });
    const archive = webex.world.addDirectRoom(ann, bob);
    webex.world.makeReadOnly(archive);
    expect((await client.post('/messages', { roomId: archive.id, text: 'hi' })).status).toBe(403);
  });
});

describe('ids', () => {
  test('are unpadded, of the long cluster unless told, and accepted padded and as UUID', async () => {
    const { client, room, ann } = await launchRoom();
    const { id } = await ann.says(room, 'hello');
    expect(id).not.toMatch(/=/);
    const decoded = Buffer.from(id, 'base64').toString();
    expect(decoded).toMatch(/^ciscospark:\/\/urn:TEAM:us-west-2_r\/MESSAGE\/[0-9a-f-]{36}$/);
    expect(Buffer.from(ann.id, 'base64').toString()).toMatch(/^ciscospark:\/\/us\/PEOPLE\//);
    for (const name of [`${id}==`, decoded.slice(-36)]) {
      expect((await client.get(`/messages/${name}`)).body).toMatchObject({ id, text: 'hello' });
    }
  });

  test('of another cluster name nothing', async () => {
    const { client, room, ann } = await launchRoom({ cluster: 'us' });
    const { id } = await ann.says(room, 'hello');
    const decoded = Buffer.from(id, 'base64').toString();
    expect(decoded).toMatch(/^ciscospark:\/\/us\/MESSAGE\//);
    const abroad = Buffer.from(decoded.replace('//us/', '//urn:TEAM:eu-central-1_k/')).toString('base64');
    expect((await client.get(`/messages/${abroad}`)).status).toBe(404);
  });
});
