import { App, type Receiver, type ReceiverEvent } from '@slack/bolt';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../../../../src/bridge/bridge.ts';
import { BridgeError } from '../../../../../src/bridge/errors.ts';
import type { Log } from '../../../../../src/bridge/log.ts';
import { texts } from '../../../../../src/bridge/texts.ts';
import { registerLinkAction } from '../../../../../src/slack/listeners/actions/link.ts';
import { registerRetryAction } from '../../../../../src/slack/listeners/actions/retry.ts';
import { registerPigdinCommand } from '../../../../../src/slack/listeners/commands/pigdin.ts';
import { ACTIONS } from '../../../../../src/slack/views/ids.ts';
import { account, message, portal } from '../../../../support/builders.ts';

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
});
afterEach(() => {
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

/** Bolt with both listeners, on a bridge of which only this much exists. Gives back the order of acks and answers. */
function slackWith(bridge: object) {
  const steps: unknown[] = [];
  const logged: string[] = [];
  let bolt: App | undefined;
  const receiver: Receiver = {
    init: (app) => {
      bolt = app;
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-test', botId: 'B1' }), convoStore: false });
  const write = (fields: object, text: string): void => void logged.push(JSON.stringify([fields, text]));
  const log: Log = { debug: write, info: write, warn: write, error: write };
  registerPigdinCommand(app, bridge as Bridge, log);
  registerRetryAction(app, bridge as Bridge);
  registerLinkAction(app);
  nock('https://hooks.slack.test')
    .post('/answer')
    .reply(200, async (request: Request) => {
      steps.push(await request.json());
      return 'ok';
    });
  const send = async (body: object): Promise<void> => {
    const ack: ReceiverEvent['ack'] = async () => void steps.push('ack');
    await bolt?.processEvent({ body: { response_url: 'https://hooks.slack.test/answer', ...body }, ack });
  };
  return {
    steps,
    logged,
    command: (text: string) => send({ command: '/pigdin', text, team_id: 'T1', user_id: 'U1', channel_id: 'D1' }),
    press: (value: string, slackUser = 'U1', action: string = ACTIONS.retry) =>
      send({
        type: 'block_actions',
        team: { id: 'T1' },
        user: { id: slackUser },
        actions: [{ type: 'button', action_id: action, block_id: 'b', value }],
      }),
  };
}

const connected = {
  accounts: { ofSlackUser: () => account(1) },
  portalsOf: async () => [portal({ title: 'Lunch' })],
  history: async () => [message()],
};

describe('/pigdin', () => {
  test.each(['', ' ', 'help', 'HELP'])('with %j shows what it knows', async (text) => {
    const { steps, command } = slackWith({});
    await command(text);
    expect(steps).toEqual(['ack', { text: expect.stringContaining(texts.help) }]);
    for (const name of ['connect', 'history', 'help']) expect(JSON.stringify(steps)).toContain(`/pigdin ${name}`);
  });

  test('with a word that it does not know says so, and shows what it knows', async () => {
    const { steps, command } = slackWith({});
    await command('dance with me');
    expect(steps).toEqual(['ack', { text: expect.stringContaining(texts.unknownCommand('dance')) }]);
    expect(JSON.stringify(steps)).toContain('/pigdin connect');
  });

  test('hands the words behind the command on, and answers with a view', async () => {
    const { steps, command } = slackWith(connected);
    await command('  History   lunch 5 ');
    expect(steps).toEqual(['ack', { text: texts.historyOf('Lunch', 1), blocks: expect.anything() }]);
  });

  test('acknowledges before it asks anybody, and then tells what went wrong', async () => {
    const away = new BridgeError('pubnub-unreachable', 'no answer', { retryable: true });
    const { steps, command, logged } = slackWith({ ...connected, history: () => Promise.reject(away) });
    await command('history');
    expect(steps).toEqual(['ack', { text: texts.unreachable }]);
    expect(logged).toEqual([expect.stringContaining('"command":"history"')]);
  });

  test('says that the mistake is Pigdin’s where trying again does not help', async () => {
    const { steps, command } = slackWith({ ...connected, portalsOf: () => Promise.reject(new TypeError('oops')) });
    await command('history');
    expect(steps).toEqual(['ack', { text: texts.inside }]);
  });
});

describe('disconnecting', () => {
  test('removes the account of who asks', async () => {
    const removed: unknown[] = [];
    const connections = { disconnect: async (one: unknown) => removed.push(one) };
    const { steps, command } = slackWith({ ...connected, connections });
    await command('disconnect');
    expect(removed).toEqual([account(1)]);
    expect(steps).toEqual(['ack', { text: texts.disconnected }]);
  });

  test('needs a connection', async () => {
    const { steps, command } = slackWith({ accounts: { ofSlackUser: () => undefined } });
    await command('disconnect');
    expect(steps).toEqual(['ack', { text: texts.notConnected }]);
  });

  test('did not happen when PubNub cannot be reached', async () => {
    const away = new BridgeError('pubnub-unreachable', 'no answer', { retryable: true });
    const connections = { disconnect: () => Promise.reject(away) };
    const { steps, command } = slackWith({ ...connected, connections });
    await command('disconnect');
    expect(steps).toEqual(['ack', { text: texts.unreachable }]);
  });
});

test('a button that only opens an address is acknowledged', async () => {
  const { steps, press } = slackWith({});
  await press('', 'U1', ACTIONS.link);
  expect(steps).toEqual(['ack']);
});

describe('the button beside a reply that was not sent', () => {
  test('sends it again, and says nothing more: the thread shows what comes of it', async () => {
    const asked: string[][] = [];
    const retry: Bridge['retry'] = async (...words) => asked.push(words) > 0;
    const { steps, press } = slackWith({ retry });
    await press('slack:T1:D1:1.1');
    expect(asked).toEqual([['slack:T1:D1:1.1', 'U1']]);
    expect(steps).toEqual(['ack']);
  });

  test('tells who pressed it in vain, and leaves the notice as it is', async () => {
    const { steps, press } = slackWith({ retry: async () => false });
    await press('slack:T1:D1:1.1', 'U2');
    expect(steps).toEqual(['ack', { text: texts.nothingToRetry, response_type: 'ephemeral', replace_original: false }]);
  });
});
