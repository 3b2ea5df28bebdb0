import type { App, RespondFn } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackOptions, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { startBolt, type RunningApp } from './bolt.ts';
import { openSocket } from './sockets.ts';

describe('slash commands', () => {
  let slack: SlackService;
  let running: RunningApp | undefined;
  let uma: Person;
  let channel: string;

  const start = async (options: SlackOptions = {}) => {
    slack = await startSlack({ rateLimits: 'off', ...options });
    uma = slack.world.addUser({ name: 'Uma Berg' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma] }).id;
  };
  const serve = async (register: (app: App) => void) => {
    running = await startBolt(slack, register);
  };
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await slack.close();
  });
  const respond = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  test('carry who, where and what, and no thread', async () => {
    await start();
    const connection = await openSocket(slack);
    const use = uma.command('/pigdin', '  history 25 ', channel);
    const frame = await connection.frames.waitFor('the command', ({ type }) => type === 'slash_commands');
    connection.ack(frame);
    const { triggerId, responseUrl } = await use;
    expect(frame).toMatchObject({ accepts_response_payload: true });
    expect(frame['payload']).toEqual({
      token: expect.any(String) as unknown,
      team_id: slack.world.team.id,
      team_domain: 'pigdin-sandbox',
      channel_id: channel,
      channel_name: 'customers',
      user_id: uma.id,
      user_name: 'uma.berg',
      command: '/pigdin',
      text: 'history 25',
      api_app_id: expect.stringMatching(/^A/) as unknown,
      is_enterprise_install: 'false',
      response_url: responseUrl,
      trigger_id: triggerId,
    });
  });

  test('name other kinds of conversations as Slack does', async () => {
    await start();
    const { id: secret } = slack.world.addChannel({ name: 'secret', members: [uma], isPrivate: true });
    const names: string[] = [];
    await serve((app) => {
      app.command('/pigdin', async ({ ack, command }) => {
        names.push(command.channel_name);
        await ack();
      });
    });
    await uma.command('/pigdin', '', secret);
    await uma.command('/pigdin', '', await uma.opensDirectMessage());
    expect(names).toEqual(['privategroup', 'directmessage']);
  });

  test('are refused when the app does not know them', async () => {
    await start();
    await expect(uma.command('/weather', '', channel)).rejects.toThrow('/weather is not a valid command');
  });

  test('fail before the eyes of the user without an app, and without an answer', async () => {
    await start({ timing: { ackMs: 30 } });
    expect(await uma.command('/pigdin', '', channel)).toMatchObject({
      acknowledged: false,
      failure: 'dispatch_failed',
    });
    await openSocket(slack);
    expect(await uma.command('/pigdin', '', channel)).toMatchObject({
      acknowledged: false,
      failure: 'operation_timeout',
    });
  });

  test('leave mentions as typed unless the manifest says should_escape', async () => {
    await start({
      manifest: { features: { slash_commands: [{ command: '/plain' }] }, settings: { socket_mode_enabled: true } },
    });
    const texts: string[] = [];
    await serve((app) => {
      app.command('/plain', async ({ ack, command }) => {
        texts.push(command.text);
        await ack();
      });
    });
    await uma.command('/plain', 'ask @Uma Berg', channel);
    expect(texts).toEqual(['ask @Uma Berg']);
  });

  describe('answer', () => {
    const use = async () => {
      await start();
      let captured: RespondFn | undefined;
      await serve((app) => {
        app.command('/pigdin', async ({ ack, respond: answer }) => {
          captured = answer;
          await ack();
        });
      });
      const handle = await uma.command('/pigdin', '', channel);
      if (!captured) throw new Error('The command was not heard');
      return { answer: captured, ...handle };
    };

    test('only before the eyes of the user unless told otherwise', async () => {
      const { answer } = await use();
      await answer('for you');
      await answer({ response_type: 'in_channel', text: 'for all' });
      expect(uma.ephemerals.map(({ text }) => text)).toEqual(['for you']);
      expect(slack.world.timeline(channel)).toMatchObject([{ author: { name: 'Pigdin' }, reads: 'for all' }]);
    });

    test('replace and delete what they said first', async () => {
      const { answer } = await use();
      await answer('working on it');
      await answer({ text: 'done', replace_original: true });
      expect(uma.ephemerals.map(({ text }) => text)).toEqual(['done']);
      await answer({ text: '', delete_original: true });
      expect(uma.ephemerals).toEqual([]);
    });

    test('five times', async () => {
      const { responseUrl } = await use();
      for (let count = 0; count < 5; count += 1) expect((await respond(responseUrl, { text: 'x' })).status).toBe(200);
      const sixth = await respond(responseUrl, { text: 'x' });
      expect(sixth.status).toBe(404);
      expect(await sixth.json()).toEqual({ ok: false, error: 'used_url' });
      expect(uma.ephemerals).toHaveLength(5);
    });

    test.each([
      ['nothing', {}, 'no_text'],
      ['only Markdown, which is no content here', { blocks: [{ type: 'markdown', text: '*x*' }] }, 'no_text'],
      ['blocks that are none', { text: 'x', blocks: [{ type: 'hologram' }] }, 'invalid_blocks'],
      ['an unknown way to answer', { text: 'x', response_type: 'aloud' }, 'invalid_payload'],
    ])('but not with %s', async (_what, body, error) => {
      const { responseUrl } = await use();
      const response = await respond(responseUrl, body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ ok: false, error });
      expect(uma.ephemerals).toEqual([]);
    });

    test('with more blocks than chat.postMessage would take', async () => {
      const { responseUrl } = await use();
      const text = { type: 'mrkdwn', text: 'x'.repeat(2_900) };
      const blocks = Array.from({ length: 10 }, () => ({ type: 'section', text }));
      expect((await respond(responseUrl, { blocks })).status).toBe(200);
    });
  });

  test('can be answered for 30 minutes', async () => {
    let now = Date.now();
    await start({ now: () => now });
    const connection = await openSocket(slack);
    connection.frames.subscribe((frame) => connection.ack(frame));
    const { responseUrl } = await uma.command('/pigdin', '', channel);
    now += 30 * 60_000;
    expect((await respond(responseUrl, { text: 'in time' })).status).toBe(200);
    now += 1;
    const late = await respond(responseUrl, { text: 'too late' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  test('answers to addresses that never existed are refused', async () => {
    await start();
    expect((await respond(`${slack.url}/commands/T1/1/abc`, { text: 'x' })).status).toBe(404);
  });
});
