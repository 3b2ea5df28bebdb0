import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { expect, test, vi } from 'vitest';
import { JournaledApp } from '../../../src/slack/journaled-app.ts';

/** Bolt acknowledges events by itself as soon as it sees them. */
const body = {
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'message', user: 'U1', text: 'hello', channel: 'D1', ts: '1.2', thread_ts: '1.1', channel_type: 'im' },
};

/** Bolt without Slack: what happens to one payload, step by step. */
function boltWith(write: (received: unknown) => Promise<void>) {
  const steps: string[] = [];
  let app: App | undefined;
  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt;
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const journaled = new JournaledApp(
    {
      receiver,
      authorize: async () => ({ botToken: 'xoxb-test', botId: 'B1', botUserId: 'UBOT' }),
      convoStore: false,
    },
    async (received) => {
      steps.push('writing');
      await write(received);
      steps.push('written');
    },
  );
  journaled.message(async () => {
    steps.push('listener');
  });
  const ack = vi.fn<ReceiverEvent['ack']>(async () => {
    steps.push('ack');
  });
  const receive = async (): Promise<void> => {
    if (!app) throw new Error('Bolt did not take the receiver');
    await app.processEvent({ body, ack });
  };
  return { steps, ack, receive };
}

test('a payload is written down before Bolt acknowledges it and before its listeners run', async () => {
  const gate = Promise.withResolvers<void>();
  const { steps, receive } = boltWith(() => gate.promise);
  const received = receive();
  await new Promise((resolve) => setImmediate(resolve));
  expect(steps).toEqual(['writing']);
  gate.resolve();
  await received;
  expect(steps).toEqual(['writing', 'written', 'ack', 'listener']);
});

test('what is written down is the payload as Slack sent it', async () => {
  const write = vi.fn<(received: unknown) => Promise<void>>(async () => undefined);
  await boltWith(write).receive();
  expect(write.mock.calls).toEqual([[body]]);
});

test('a payload that cannot be written down is not acknowledged, so that Slack sends it again', async () => {
  const { steps, ack, receive } = boltWith(() => Promise.reject(new Error('the disk is full')));
  await expect(receive()).rejects.toThrow('the disk is full');
  expect(ack).not.toHaveBeenCalled();
  expect(steps).toEqual(['writing']);
});
