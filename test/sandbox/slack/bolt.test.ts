import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import { startBolt, type RunningApp } from './bolt.ts';

describe('a Bolt app in Socket Mode', () => {
  let slack: SlackService;
  let running: RunningApp | undefined;

  beforeEach(async () => {
    slack = await startSlack({ rateLimits: 'off' });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await slack.close();
  });
  const start = async (register: (app: App) => void) => {
    running = await startBolt(slack, register);
    return running.app;
  };

  test('hears a message typed in its channel and answers in the thread', async () => {
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] });
    await start((app) => {
      app.message('hello', async ({ message, say }) => {
        await say({ text: 'Hi there', thread_ts: message.ts });
      });
    });
    const ts = await uma.posts(channel, 'hello everyone');
    await slack.journal.waitFor('the answer', (entry) => entry.type === 'message' && entry.text === 'Hi there');
    expect(slack.world.thread(channel.id, ts).map(({ author, reads }) => [author.name, reads])).toEqual([
      ['Uma Berg', 'hello everyone'],
      ['Pigdin', 'Hi there'],
    ]);
  });

  test('answers a slash command by its acknowledgement and by response_url', async () => {
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const channel = slack.world.addChannel({ name: 'customers', members: [uma] });
    await start((app) => {
      app.command('/pigdin', async ({ ack, respond, command }) => {
        await ack(`Looking up ${command.text}`);
        await respond({ text: 'Done', replace_original: true });
      });
    });
    const use = await uma.command('/pigdin', 'who @Uma Berg in #customers', channel);
    expect(use).toMatchObject({ acknowledged: true });
    await slack.journal.waitFor('the response', (entry) => entry.type === 'response');
    expect(use.responses).toEqual([
      { text: `Looking up who <@${uma.id}|uma.berg> in <#${channel.id}|customers>` },
      { text: 'Done', replace_original: true },
    ]);
    expect(uma.ephemerals.map(({ text }) => text)).toEqual(['Done']);
  });

  test('opens a modal from a button and takes its submission', async () => {
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] });
    const submitted: string[] = [];
    const app = await start((bolt) => {
      bolt.action('ask', async ({ ack, client, body }) => {
        await ack();
        if (body.type !== 'block_actions') return;
        await client.views.open({
          trigger_id: body.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'question',
            title: { type: 'plain_text', text: 'Question' },
            submit: { type: 'plain_text', text: 'Send' },
            blocks: [
              {
                type: 'input',
                block_id: 'name',
                label: { type: 'plain_text', text: 'Name' },
                element: { type: 'plain_text_input', action_id: 'name' },
              },
            ],
          },
        });
      });
      bolt.view('question', async ({ ack, view }) => {
        submitted.push(view.state.values['name']?.['name']?.value ?? '');
        await ack();
      });
    });
    const { ts } = await app.client.chat.postMessage({
      channel: channel.id,
      text: 'Any questions?',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'ask', text: { type: 'plain_text', text: 'Ask' } }],
        },
      ],
    });
    await uma.clicks(channel, ts ?? '', 'ask');
    await slack.journal.waitFor('the modal', (entry) => entry.type === 'view' && entry.change === 'opened');
    expect(await uma.submits({ name: 'Uma' })).toEqual({ acknowledged: true, errors: {} });
    expect(submitted).toEqual(['Uma']);
    expect(uma.modals).toEqual([]);
  });
});
