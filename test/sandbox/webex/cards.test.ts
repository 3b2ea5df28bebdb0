import { expect, test } from 'vitest';
import { clientOf, launchRoom, receiverForTest } from './support.ts';

const CARD = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.0', body: [{ type: 'TextBlock', text: 'Lunch?' }] },
};

test('a card is returned as it was posted, cannot be edited, and has one action after another', async () => {
  const { webex, client, bob, room } = await launchRoom();
  const receiver = await receiverForTest();
  await client.post('/webhooks', {
    name: 'cards',
    targetUrl: receiver.url,
    resource: 'attachmentActions',
    event: 'created',
  });
  const { id, body } = await client.post('/messages', { roomId: room.id, text: 'Lunch?', attachments: [CARD] });
  expect(body).toMatchObject({ attachments: [CARD] });
  expect((await client.put(`/messages/${id}`, { roomId: room.id, text: 'Dinner?' })).status).toBe(400);

  const bobs = clientOf(webex, bob);
  const action = await bobs.post('/attachment/actions', { type: 'submit', messageId: id, inputs: { yes: true } });
  expect(action).toMatchObject({
    status: 202,
    body: { type: 'submit', messageId: id, inputs: { yes: true }, personId: bob.id, roomId: room.id },
  });
  expect((await client.get(`/attachment/actions/${action.id}`)).body).toEqual(action.body);
  const again = await bob.submits({ id }, { yes: false });
  await webex.settled();
  expect(receiver.received.entries.map((entry) => entry.body.data['id'])).toEqual([action.id, again.id]);
  expect(receiver.received.entries[0]?.body.data).not.toHaveProperty('inputs');
});

test('what is no card is refused', async () => {
  const { client, ann, room } = await launchRoom();
  const post = async (attachments: unknown[]): Promise<number> =>
    (await client.post('/messages', { roomId: room.id, text: 'x', attachments })).status;
  expect(await post([CARD, CARD])).toBe(400);
  expect(await post([{ ...CARD, contentType: 'text/html' }])).toBe(400);
  expect(await post([{ ...CARD, content: { type: 'Letter' } }])).toBe(400);
  const plain = await ann.says(room, 'no card');
  const submission = { type: 'submit', messageId: plain.id, inputs: {} };
  expect((await client.post('/attachment/actions', submission)).status).toBe(400);
  expect((await client.post('/attachment/actions', { ...submission, type: 'throw' })).status).toBe(400);
});

test('nobody outside the room sees an action', async () => {
  const { webex, client, room } = await launchRoom();
  const { id: messageId } = await client.post('/messages', { roomId: room.id, attachments: [CARD] });
  const { id } = await client.post('/attachment/actions', { type: 'submit', messageId, inputs: {} });
  const eve = clientOf(webex, webex.world.addPerson({ name: 'Eve', email: 'eve@example.com' }));
  expect((await eve.get(`/attachment/actions/${id}`)).status).toBe(404);
  expect((await eve.post('/attachment/actions', { type: 'submit', messageId, inputs: {} })).status).toBe(404);
});
