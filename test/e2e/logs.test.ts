import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBridgeProcess, type BridgeProcess } from '../../sandbox/bridge-process.ts';
import { signIn } from '../../sandbox/sign-in.ts';
import { openHouse, type House } from '../support/house.ts';

let house: House;
let bridge: BridgeProcess;
let folder: string;
/** All that the process wrote, to its log and past it. */
const logFile = () => join(folder, 'log');

beforeEach(async () => {
  house = await openHouse({ signIn: true });
  folder = await mkdtemp(join(tmpdir(), 'pigdin-logs-'));
  bridge = await startBridgeProcess({ ...house.sandbox.environment, LOG_LEVEL: 'debug' }, { logFile: logFile() });
});
afterEach(async () => {
  await bridge.stop();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

test('over a whole run at the lowest level, no token, secret or message body reaches a log', async () => {
  const { slack, webex, pubnub } = house.sandbox;
  const { ann, launch } = house.webex;
  await signIn(house.sandbox, house.slack.uma, house.webex.uma);
  const first = secrets();
  const message = await ann.says(launch, 'body-4701 of a message');
  await house.shown('body-4701');
  await ann.edits(message, 'body-4702 of an edit');
  await house.changed('edited', 'body-4702');
  await ann.deletes(message);
  await house.changed('deleted', 'body-4702');

  slack.faults.inject({ path: /chat\.postMessage$/, answer: { status: 503, body: 'down' }, times: 2 });
  await ann.says(launch, 'body-4703 while Slack is down');
  await house.shown('body-4703');
  const thread = await house.threadOf('Product launch');
  const reply = (text: string) => house.slack.uma.posts(thread.channel, text, { threadTs: thread.ts });
  pubnub.faults.inject({ path: /^\/publish/, answer: { status: 503, body: 'down' } });
  await house.marked(await reply('body-4704 while PubNub is down'), 'white_check_mark');
  webex.world.expireTokens(house.webex.uma);
  await house.marked(await reply('body-4705 with a token that has expired'), 'white_check_mark');
  webex.world.makeReadOnly(launch);
  await house.marked(await reply('body-4706 that Webex refuses'), 'x');
  await house.shown('Not sent to Webex.');

  await house.inject(
    { v: 1, kind: 'message', text: 'body-4707 that does not parse' },
    house.sandbox.environment['PIGDIN_SECRET'],
  );
  await house.inject({ v: 1, kind: 'message', text: 'body-4708 of a forger' });
  await house.ask(house.slack.uma, 'history');
  await house.ask(house.slack.uma, 'body-4709');
  await house.tend();
  const all = new Set([...first, ...secrets()]);
  await house.ask(house.slack.uma, 'disconnect');
  await bridge.stop();

  const printed = await readFile(logFile(), 'utf8');
  // So much has been seen at all.
  for (const words of [
    'a reply did not go out',
    'a reply is parked',
    'does not fit version 1',
    'a sign-in has ended',
  ]) {
    expect(printed).toContain(words);
  }
  const ofFunctions = pubnub.journal.entries.filter(({ type }) => type === 'function-log');
  const everything = `${printed}\n${JSON.stringify(ofFunctions)}`;
  expect([...all].filter((secret) => everything.includes(secret))).toEqual([]);
  expect(everything).not.toMatch(/body-47\d\d/);
});

/** What nobody may read, wherever it is kept: both sides of the configuration, the vault, the records of users. */
function secrets(): string[] {
  const { slack, pubnub, environment } = house.sandbox;
  const records = pubnub.kv.keys().keys.map((key) => JSON.parse(pubnub.kv.get(key) ?? '{}') as Record<string, string>);
  const ofUsers = records.flatMap(({ accessToken, refreshToken, webhookSecret }) => [
    accessToken,
    refreshToken,
    webhookSecret,
  ]);
  const found = [
    ...['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'PIGDIN_SECRET', 'PUBNUB_PUBLISH_KEY'].map((name) => environment[name]),
    slack.signingSecret,
    pubnub.vault.secrets.get('WEBEX_CLIENT_SECRET'),
    ...ofUsers,
  ].filter((secret) => secret !== undefined);
  expect(found.length).toBeGreaterThanOrEqual(9);
  return found;
}
