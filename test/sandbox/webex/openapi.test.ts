import { describe, expect, test } from 'vitest';
import { checkedClient, isPresent } from './openapi.ts';
import { clientOf, launchRoom, nextOf } from './support.ts';

async function checkedRoom() {
  const launched = await launchRoom();
  return { ...launched, client: checkedClient(launched.client) };
}

// Skipped where Webex's OpenAPI description is not beside the repository, at ../shared/data/.
describe.skipIf(!isPresent)("answers are as Webex's own OpenAPI description says", () => {
  test('of people', async () => {
    const { client, webex, bob, room } = await checkedRoom();
    webex.world.addPerson({ name: 'Cat', email: 'cat@example.com', avatar: 'https://example.com/cat.png' });
    await bob.says(room, 'hello');
    await client.get('/people/me');
    await client.get(`/people/${bob.id}`);
    await client.get('/people?displayName=c');
    await client.get(`/people/?id=${bob.id}`);
    await client.get('/people');
    expect(client.checked).toHaveLength(5);
  });

  test('of rooms', async () => {
    const { client, webex, ann, bob } = await checkedRoom();
    webex.world.addDirectRoom(ann, bob);
    const { id } = await client.post('/rooms', { title: 'Lunch', isPublic: true, description: 'All' });
    await client.get(nextOf(await client.get('/rooms?max=1')) ?? '');
    await client.get(`/rooms/${id}`);
    await client.put(`/rooms/${id}`, { title: 'Dinner', isLocked: true, isAnnouncementOnly: true });
    await client.delete(`/rooms/${id}`);
    await client.get(`/rooms/${id}`);
    await client.post('/rooms', {});
    expect(client.checked.at(-2)).toBe('get /rooms/{roomId} 404');
  });

  test('of memberships', async () => {
    const { client, webex, ann, room } = await checkedRoom();
    webex.world.addPerson({ name: 'Cat', email: 'cat@example.com' });
    const { id } = await client.post('/memberships', { roomId: room.id, personEmail: 'cat@example.com' });
    await client.post('/memberships', { roomId: room.id, personEmail: 'cat@example.com' });
    await client.get(`/memberships?roomId=${room.id}`);
    await client.get(`/memberships/${id}`);
    await client.put(`/memberships/${id}`, { isModerator: true });
    await client.delete(`/memberships/${id}`);
    await ann.leaves(room);
    await client.get(`/memberships?roomId=${room.id}`);
    expect(client.checked[1]).toBe('post /memberships 409');
  });

  test('of messages', async () => {
    const { client, ann, bob, room } = await checkedRoom();
    const markdown = `**hi** <@personId:${bob.id}> <@all>`;
    const { id } = await client.post('/messages', { roomId: room.id, markdown });
    await client.post('/messages', { roomId: room.id, text: 'reply', parentId: id });
    await client.post('/messages', { toPersonEmail: 'bob@example.com', text: 'psst' });
    await client.put(`/messages/${id}`, { roomId: room.id, markdown: '*edited*' });
    await ann.says(room, { text: 'file', files: [{ name: 'a', type: 'text/plain', bytes: new Uint8Array(3) }] });
    await client.get(nextOf(await client.get(`/messages?roomId=${room.id}&max=1`)) ?? '');
    await client.get(`/messages?roomId=${room.id}`);
    await client.get('/messages/direct?personEmail=bob@example.com');
    await client.get(`/messages/${id}`);
    await client.delete(`/messages/${id}`);
    await client.get(`/messages/${id}`);
    await client.post('/messages', { roomId: room.id });
    expect(client.checked).toHaveLength(12);
  });

  test('of cards', async () => {
    const { client, room } = await checkedRoom();
    const content = { type: 'AdaptiveCard', version: '1.0', body: [] };
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', content };
    const posted = await client.post('/messages', { roomId: room.id, attachments: [card] });
    const submission = { type: 'submit', messageId: posted.id, inputs: { a: 1 } };
    const { id } = await client.post('/attachment/actions', submission);
    await client.get(`/attachment/actions/${id}`);
    expect(client.checked).toContain('post /attachment/actions 202');
  });

  test('of webhooks', async () => {
    const { client } = await checkedRoom();
    const wanted = { name: 'w', targetUrl: 'https://example.com/', secret: 's' };
    const { id } = await client.post('/webhooks', { ...wanted, resource: 'all', event: 'all' });
    await client.post('/webhooks', { ...wanted, resource: 'messages', event: 'created', filter: 'roomType=group' });
    await client.get('/webhooks');
    await client.get(`/webhooks/${id}`);
    await client.put(`/webhooks/${id}`, wanted);
    await client.delete(`/webhooks/${id}`);
    await client.get(`/webhooks/${id}`);
    expect(client.checked).toHaveLength(7);
  });

  test('of refusals', async () => {
    const { webex, client, bob } = await checkedRoom();
    const stranger = checkedClient(clientOf(webex, bob, []));
    await stranger.get('/people/me');
    webex.world.revokeTokens(bob);
    await stranger.get('/rooms');
    expect(stranger.checked).toEqual(['get /people/me 403', 'get /rooms 401']);
    await expect(client.get('/people/me/shoes')).rejects.toThrow('describes no get');
  });
});
