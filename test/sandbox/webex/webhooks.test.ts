import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { launchRoom, receiverForTest } from './support.ts';

const FIREHOSE = { name: 'all', resource: 'all', event: 'all' };

async function listening(options: Parameters<typeof launchRoom>[0] = {}, wanted: object = FIREHOSE) {
  const launched = await launchRoom(options);
  const receiver = await receiverForTest();
  const { id: webhookId } = await launched.client.post('/webhooks', { name: 'w', targetUrl: receiver.url, ...wanted });
  return { ...launched, receiver, webhookId };
}

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

  test('is compact JSON, signed twice over its raw bytes', async () => {
    const { webex, ann, room, receiver } = await listening({}, { ...FIREHOSE, secret: 'hush' });
    await ann.says(room, 'hello');
    await webex.settled();
    const [delivery] = receiver.received.entries;
    const raw = delivery?.raw ?? '';
    const hmac = (algorithm: string): string => createHmac(algorithm, 'hush').update(raw).digest('hex');
    expect(JSON.stringify(JSON.parse(raw))).toBe(raw);
    expect(delivery?.headers['x-spark-signature']).toBe(hmac('sha1'));
    expect(delivery?.headers['x-webex-signature']).toBe(`SHA-256=${hmac('sha256')}, SHA-512=${hmac('sha512')}`);
  });

  test('carries no signature without a secret', async () => {
    const { webex, ann, room, receiver } = await listening();
    await ann.says(room, 'hello');
    await webex.settled();
    expect(receiver.received.entries[0]?.headers).not.toHaveProperty('x-spark-signature');
  });
});

test('the firehose hears of messages, memberships and rooms', async () => {
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

test.each([
  ['updated', 'messages:updated'],
  ['created', 'messages:created'],
] as const)('an edit may be announced as %s', async (editNotification, heard) => {
  const { webex, ann, room, receiver } = await listening({ editNotification });
  const { id } = await ann.says(room, 'helo');
  await ann.edits({ id }, 'hello');
  await webex.settled();
  expect(receiver.heard().toSorted()).toEqual(['messages:created', heard].toSorted());
});

test('an edit may be announced not at all', async () => {
  const { webex, ann, room, receiver } = await listening({ editNotification: 'none' });
  const { id } = await ann.says(room, 'helo');
  await ann.edits({ id }, 'hello');
  await webex.settled();
  expect(receiver.heard()).toEqual(['messages:created']);
});
