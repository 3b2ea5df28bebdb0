import { afterEach, beforeEach, expect, test } from 'vitest';
import { signInAddress } from '../../sandbox/sign-in.ts';
import { openHouse, type House } from '../support/house.ts';

let house: House;
/** Every page that a browser was shown. */
let pages: string[] = [];

beforeEach(async () => {
  pages = [];
  house = await openHouse({ signIn: true });
  await house.startBridge();
});
afterEach(() => house.close());

async function visit(address: string): Promise<void> {
  pages.push(await (await fetch(address)).text());
}

/** Signs in, once with the question whether it is them; is set up by an operator; writes both ways. */
async function live(): Promise<void> {
  const { uma, ann, carla, launch } = house.webex;
  await visit(await uma.allows(await signInAddress(house.sandbox, house.slack.uma)));
  await visit(await carla.allows(await signInAddress(house.sandbox, house.slack.theo)));
  await house.setUpUser(ann);
  await ann.says(launch, 'Hello');
  await house.shown('Hello');
  const thread = await house.threadOf('Product launch');
  const ts = await house.slack.uma.posts(thread.channel, 'And hello', { threadTs: thread.ts });
  await house.marked(ts, 'white_check_mark');
  await house.tend();
}

/** By what they are, all that there are of each. */
function secrets(): Record<string, string[]> {
  const { slack, pubnub, environment } = house.sandbox;
  const records = pubnub.kv.keys().keys.map((key) => JSON.parse(pubnub.kv.get(key) ?? '{}') as Record<string, unknown>);
  const ofUsers = (field: string) =>
    records.flatMap((record) => (typeof record[field] === 'string' ? record[field] : []));
  const configured = (name: string) => environment[name] ?? '';
  return {
    'access tokens': ofUsers('accessToken'),
    'refresh tokens': ofUsers('refreshToken'),
    'webhook secrets': ofUsers('webhookSecret'),
    PIGDIN_SECRET: [configured('PIGDIN_SECRET')],
    WEBEX_CLIENT_SECRET: [pubnub.vault.secrets.get('WEBEX_CLIENT_SECRET') ?? ''],
    "Slack's tokens": [configured('SLACK_BOT_TOKEN'), configured('SLACK_APP_TOKEN'), slack.signingSecret],
    "PubNub's secret key": [pubnub.keyset.secretKey],
  };
}

/** All that each place holds, as text. */
async function places(): Promise<Record<string, string>> {
  const { slack, pubnub } = house.sandbox;
  const whole = { include: new Set(['status', 'type', 'custom']) };
  return {
    Slack: JSON.stringify(slack.journal.entries),
    'the store of the app': await house.stored(),
    'the log of the app': house.logged.join('\n'),
    "PubNub's messages and the Functions' logs": JSON.stringify(pubnub.journal.entries),
    'App Context': JSON.stringify([pubnub.appContext.uuids.list(whole), pubnub.appContext.channels.list(whole)]),
    'the KV store': pubnub.kv
      .keys()
      .keys.map((key) => `${key}: ${pubnub.kv.get(key)}`)
      .join('\n'),
    'the pages of a sign-in': pages.join('\n'),
  };
}

test('each secret lives where docs/security.md says, and nowhere else', async () => {
  await live();
  const all = secrets();
  for (const values of Object.values(all)) {
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value.length).toBeGreaterThan(10);
  }
  // Of Uma's sign-in, of the one that waits for Carla's answer, and of Ann whom an operator has set up.
  expect(all['refresh tokens']).toHaveLength(3);
  const held = Object.entries(await places()).flatMap(([place, text]) =>
    Object.entries(all).flatMap(([what, values]) =>
      values.some((value) => text.includes(value)) ? [`${what} in ${place}`] : [],
    ),
  );
  expect(held).toEqual([
    'access tokens in the KV store',
    'refresh tokens in the KV store',
    'webhook secrets in the KV store',
  ]);
});
