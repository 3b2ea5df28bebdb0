import type { App, BlockButtonAction, MessageShortcut, webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Timing } from '../../../sandbox/slack/timing.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { startBolt, type RunningApp } from './bolt.ts';
import { clientOf } from './calls.ts';

const retry = {
  type: 'actions' as const,
  block_id: 'outcome',
  elements: [
    { type: 'button' as const, action_id: 'retry', value: 'm1', text: { type: 'plain_text' as const, text: 'Retry' } },
  ],
};

describe('interactions', () => {
  let slack: SlackService;
  let client: webApi.WebClient;
  let running: RunningApp | undefined;
  let uma: Person;
  let channel: string;

  const start = async (timing: Partial<Timing> = {}) => {
    slack = await startSlack({ rateLimits: 'off', timing });
    client = clientOf(slack);
    uma = slack.world.addUser({ name: 'Uma Berg' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
  };
  beforeEach(() => start());
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await slack.close();
  });
  const serve = async (register: (app: App) => void) => {
    running = await startBolt(slack, register);
  };

  test('a click tells what was clicked, where and by whom', async () => {
    const bodies: BlockButtonAction[] = [];
    await serve((app) => {
      app.action<BlockButtonAction>('retry', async ({ ack, body }) => {
        bodies.push(body);
        await ack();
      });
    });
    const parent = await uma.posts(channel, 'parent');
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'Failed', blocks: [retry], thread_ts: parent });
    const click = await uma.clicks(channel, ts, 'retry');
    expect(click).toMatchObject({ acknowledged: true });
    expect(bodies).toMatchObject([
      {
        type: 'block_actions',
        user: { id: uma.id, username: 'uma.berg', team_id: slack.world.team.id },
        team: { id: slack.world.team.id, domain: 'pigdin-sandbox' },
        channel: { id: channel, name: 'customers' },
        container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false, thread_ts: parent },
        message: { ts, thread_ts: parent, text: 'Failed' },
        actions: [{ type: 'button', action_id: 'retry', block_id: 'outcome', value: 'm1', text: { text: 'Retry' } }],
        trigger_id: click.triggerId,
        response_url: click.responseUrl,
        state: { values: {} },
      },
    ]);
  });

  test('a click in an ephemeral message has no message, but can replace or delete it', async () => {
    const messages: unknown[] = [];
    const answers = [
      { text: 'Second', replace_original: true, blocks: [retry] },
      { text: '', delete_original: true },
    ];
    await serve((app) => {
      app.action<BlockButtonAction>('retry', async ({ ack, body, respond }) => {
        messages.push(body.message, body.container['is_ephemeral']);
        await ack();
        await respond(answers.shift() ?? 'none left');
      });
    });
    await client.chat.postEphemeral({ channel, user: uma.id, text: 'First', blocks: [retry] });
    const [{ ts } = { ts: '' }] = uma.ephemerals;
    await uma.clicks(channel, ts, 'retry');
    await slack.journal.waitFor('the replacement', (entry) => entry.type === 'ephemeral' && entry.change === 'edited');
    expect(uma.ephemerals).toMatchObject([{ ts, text: 'Second' }]);
    await uma.clicks(channel, ts, 'retry');
    await slack.journal.waitFor('the deletion', (entry) => entry.type === 'ephemeral' && entry.change === 'deleted');
    expect(uma.ephemerals).toEqual([]);
    expect(messages).toEqual([undefined, true, undefined, true]);
  });

  test('an answer to a click is a new ephemeral message unless it replaces the old one', async () => {
    const click = await (async () => {
      await serve((app) => app.action('retry', async ({ ack }) => ack()));
      const { ts = '' } = await client.chat.postMessage({ channel, text: 'Failed', blocks: [retry] });
      return { ts, ...(await uma.clicks(channel, ts, 'retry')) };
    })();
    const respond = (body: object) => fetch(click.responseUrl ?? '', { method: 'POST', body: JSON.stringify(body) });
    await respond({ text: 'On it' });
    await respond({ text: 'Sent', replace_original: true });
    expect(uma.ephemerals.map(({ text }) => text)).toEqual(['On it']);
    expect(slack.world.message(channel, click.ts)).toMatchObject({ reads: 'Sent', isEdited: true });
    expect(click.responses).toEqual([{ text: 'On it' }, { text: 'Sent', replace_original: true }]);
  });

  test('nobody clicks what is not there, or not before their eyes', async () => {
    const theo = slack.world.addUser({ name: 'Theo Lind' });
    await uma.invites(theo, channel);
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'plain' });
    await client.chat.postEphemeral({ channel, user: uma.id, text: 'psst', blocks: [retry] });
    const [ephemeral] = uma.ephemerals;
    await expect(uma.clicks(channel, ts, 'retry')).rejects.toThrow('Uma Berg sees no element retry');
    await expect(theo.clicks(channel, ephemeral?.ts ?? '', 'retry')).rejects.toThrow('Theo Lind sees no element retry');
  });

  test('a click without an acknowledgement fails before the eyes of the user', async () => {
    await slack.close();
    await start({ ackMs: 50 });
    await serve(() => undefined);
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'Failed', blocks: [retry] });
    expect(await uma.clicks(channel, ts, 'retry')).toMatchObject({ acknowledged: false, reason: 'timeout' });
  });

  test('a message shortcut knows the message and its thread', async () => {
    const shortcuts: MessageShortcut[] = [];
    await serve((app) => {
      app.shortcut({ callback_id: 'room_details', type: 'message_action' }, async ({ ack, shortcut }) => {
        if (shortcut.type === 'message_action') shortcuts.push(shortcut);
        await ack();
      });
    });
    const parent = await uma.posts(channel, 'parent');
    const ts = await uma.posts(channel, 'reply', { threadTs: parent });
    await uma.usesMessageShortcut(channel, ts, 'room_details');
    expect(shortcuts).toMatchObject([
      {
        type: 'message_action',
        callback_id: 'room_details',
        channel: { id: channel },
        user: { id: uma.id },
        message_ts: ts,
        message: { ts, thread_ts: parent, text: 'reply' },
        response_url: expect.stringContaining('/actions/') as unknown,
      },
    ]);
    await expect(uma.usesMessageShortcut(channel, ts, 'unknown')).rejects.toThrow('no message shortcut unknown');
  });

  test('a global shortcut knows no conversation', async () => {
    const bodies: object[] = [];
    await serve((app) => {
      app.shortcut('connect_webex', async ({ ack, body }) => {
        bodies.push(body);
        await ack();
      });
    });
    await uma.usesShortcut('connect_webex');
    expect(bodies).toMatchObject([{ type: 'shortcut', callback_id: 'connect_webex', user: { id: uma.id } }]);
    expect(bodies[0]).not.toHaveProperty('channel');
    expect(bodies[0]).not.toHaveProperty('response_url');
  });
});
