import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { confirmationAddress, signInAddress } from '../../sandbox/sign-in.ts';
import type { Person } from '../../sandbox/slack/world/person.ts';
import { movableClock, type Clock } from '../support/clock.ts';
import { openHouse, type House } from '../support/house.ts';

let house: House;
let clock: Clock;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

beforeEach(async () => {
  clock = movableClock();
  const { now } = clock;
  house = await openHouse({ signIn: true, pubnub: { now }, webex: { now }, slack: { now } });
  await house.startBridge();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await house.close();
});

const button = (who: Person = house.slack.uma): Promise<string> => signInAddress(house.sandbox, who);

/** What the browser shows after the redirect. */
async function follow(redirect: string): Promise<{ status: number; text: string; next: string | undefined }> {
  const answer = await fetch(redirect);
  const html = await answer.text();
  const next = confirmationAddress(html, redirect);
  return { status: answer.status, next, text: html.replace(/<style[^]*?<\/style>|<[^>]+>/g, ' ').replace(/\s+/g, ' ') };
}

/** What a Slack user reads next in place of the button, or in the direct message with Pigdin. */
const told = (words: string) =>
  house.sandbox.slack.journal.waitFor(
    `Slack saying “${words}”`,
    (entry) => (entry.type === 'ephemeral' || entry.type === 'message') && entry.text.includes(words),
  );

describe('a sign-in', () => {
  test('takes a Slack user from /pigdin connect to a mirrored room, and no token passes through Slack or the store', async () => {
    const { uma, ann, launch } = house.webex;
    const page = await follow(await uma.allows(await button()));
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Uma Berg') });
    const answer = await told('Connected to Webex as Uma Berg (uma@example.com)');
    expect(answer).toMatchObject({ type: 'ephemeral', change: 'edited' });
    await ann.says(launch, 'Welcome aboard');
    await house.shown('Welcome aboard');
    const thread = await house.threadOf('Product launch');
    const ts = await house.slack.uma.posts(thread.channel, 'Thank you', { threadTs: thread.ts });
    await house.marked(ts, 'white_check_mark');
    expect(house.inWebex(launch)).toEqual(['Ann Lee: Welcome aboard', 'Uma Berg: Thank you']);

    const record = house.sandbox.pubnub.kv.keys().keys.find((key) => key.startsWith('user:')) ?? '';
    const { accessToken, refreshToken } = JSON.parse(house.sandbox.pubnub.kv.get(record) ?? '{}') as Record<
      string,
      string
    >;
    const slackSaw = JSON.stringify(house.sandbox.slack.journal.entries);
    for (const token of [accessToken, refreshToken]) {
      expect(token).toBeTruthy();
      expect(slackSaw).not.toContain(token);
      expect(await house.stored()).not.toContain(token);
      expect(house.logged.join('')).not.toContain(token);
    }
  });

  test('that is denied ends in a page and a message that say so', async () => {
    const page = await follow(await house.webex.uma.denies(await button()));
    expect(page.text).toContain('did not allow');
    await told('You are not connected. You did not allow Pigdin');
  });

  test('that is replayed ends in a page and a message that say so, and changes nothing', async () => {
    const redirect = await house.webex.uma.allows(await button());
    await follow(redirect);
    await told('Connected to Webex');
    expect((await follow(redirect)).text).toContain('works once');
    await told('Nothing has changed: you are connected to Webex as Uma Berg. Each sign-in works once.');
    await house.webex.ann.says(house.webex.launch, 'Still here');
    await house.shown('Still here');
  });

  test('that takes too long ends in a page and a message that say so', async () => {
    const url = await button();
    const redirect = await house.webex.uma.allows(url);
    clock.move(11 * MINUTE);
    expect((await follow(redirect)).text).toContain('ten minutes');
    await told('must be finished within ten minutes');
  });

  test('that comes hours too late is told where the button can no longer be replaced', async () => {
    const redirect = await house.webex.uma.allows(await button());
    clock.move(5 * 60 * MINUTE);
    expect(await follow(redirect)).toMatchObject({ status: 410 });
    expect(await told('must be finished within ten minutes')).toMatchObject({ type: 'message' });
  });

  test('whose code Webex refuses ends in a page and a message that say so', async () => {
    const redirect = new URL(await house.webex.uma.allows(await button()));
    redirect.searchParams.set('code', 'guessed');
    expect((await follow(redirect.href)).text).toContain('did not accept');
    await told('Webex did not accept this sign-in');
  });

  test('while Webex is away ends in a page and a message that say so, and works at the next try', async () => {
    const redirect = await house.webex.uma.allows(await button());
    house.sandbox.webex.faults.inject({ path: /access_token/, answer: { status: 503, body: '{}' } });
    expect(await follow(redirect)).toMatchObject({ status: 503, text: expect.stringContaining('Webex has trouble') });
    await told('You are not connected. Webex has trouble at the moment. Type `/pigdin connect` to try again.');
    await follow(await house.webex.uma.allows(await button()));
    await told('Connected to Webex as Uma Berg');
  });

  test('with a state that nobody signed ends in a page, and no message', async () => {
    const redirect = new URL(await house.webex.uma.allows(await button()));
    const state = redirect.searchParams.get('state') ?? '';
    redirect.searchParams.set('state', state.replace(house.slack.uma.id, house.slack.theo.id));
    expect((await follow(redirect.href)).status).toBe(400);
    expect(house.sandbox.pubnub.kv.keys().keys.some((key) => key.startsWith('user:'))).toBe(false);
  });

  test('again by the same person renews the tokens, with a page and a message that say so', async () => {
    await follow(await house.webex.uma.allows(await button()));
    await told('Connected to Webex');
    expect((await follow(await house.webex.uma.allows(await button()))).text).toContain('renewed');
    await told('Your sign-in at Webex as Uma Berg (uma@example.com) has been renewed');
    await house.webex.ann.says(house.webex.launch, 'Once only');
    await house.shown('Once only');
    expect(house.replies(await house.threadOf('Product launch'))).toEqual(['Ann Lee: Once only']);
  });

  test('by a person who is connected from another Slack user is refused, with a page and a message', async () => {
    await follow(await house.webex.uma.allows(await button()));
    await told('Connected to Webex');
    const page = await follow(await house.webex.uma.allows(await button(house.slack.theo)));
    expect(page.text).toContain('another Slack user');
    await told('is already connected to Pigdin by another Slack user');
    expect(await house.ask(house.slack.theo, 'history')).toContain('not connected');
  });
});

test("who follows somebody else's button is asked first, and only their own yes connects them", async () => {
  const { theo } = house.slack;
  const lure = await button(theo);
  const page = await follow(await house.webex.uma.allows(lure));
  expect(page.text).toContain('theo@example.com asked in Slack to be connected to the Webex user Uma Berg');
  const state = new URL(lure).searchParams.get('state') ?? '';
  const guess = new URL(page.next ?? '');
  guess.search = new URLSearchParams({ state, confirmation: 'yes' }).toString();
  expect((await follow(guess.href)).status).toBe(400);
  expect(await house.ask(theo, 'history')).toContain('not connected');

  expect((await follow(page.next ?? '')).text).toContain('You are connected as Uma Berg');
  await told('Connected to Webex as Uma Berg');
});

test('the whole life of a user: sign in, write, token expires, refresh, webhook disabled and revived, signed out, in again, gone', async () => {
  const { uma, ann, launch } = house.webex;
  const { webex, pubnub } = house.sandbox;
  await follow(await uma.allows(await button()));
  await told('Connected to Webex');
  await ann.says(launch, 'Day 1');
  await house.shown('Day 1');
  const thread = await house.threadOf('Product launch');

  // After 15 days the access token has expired: the next reply finds it refused, refreshes it once, and goes out.
  const refreshes = () =>
    webex.journal.entries.filter((entry) => entry.type === 'tokens' && entry.change === 'refreshed').length;
  clock.move(15 * DAY);
  const ts = await house.slack.uma.posts(thread.channel, 'Reply on day 15', { threadTs: thread.ts });
  await house.marked(ts, 'white_check_mark');
  expect(house.inWebex(launch)).toContain('Uma Berg: Reply on day 15');
  expect(refreshes()).toBe(1);

  // The interval refreshes ahead of expiry: in the last third, not before.
  clock.move(5 * DAY);
  await house.tend();
  expect(refreshes()).toBe(1);
  clock.move(5 * DAY);
  await house.tend();
  expect(refreshes()).toBe(2);

  // A hundred failures disable the webhook; the interval revives it, and tells the app since when nothing was heard.
  const heardUntil = Date.now();
  pubnub.switches.forbid(/webex\/webhook/);
  for (let number = 0; number < 100; number += 1) await ann.says(launch, `Unheard ${number}`);
  await webex.settled();
  await webex.journal.waitFor(
    'the webhook being disabled',
    (entry) => entry.type === 'webhook' && entry.change === 'disabled',
  );
  pubnub.switches.clear();
  clock.move(6 * MINUTE);
  await house.tend();
  const revived = await house.published((message) => message['status'] === 'revived');
  expect(Math.abs(Date.parse(String(revived['since'])) - heardUntil)).toBeLessThan(MINUTE);
  await ann.says(launch, 'Heard again');
  await house.shown('Heard again');

  // After 100 days in which nobody looked after it, the refresh token is dead: said once, with a button that goes on where it stopped. A reply waits, and is sent then.
  clock.move(100 * DAY);
  await ann.says(launch, 'While signed out');
  await webex.settled();
  const waiting = await house.slack.uma.posts(thread.channel, 'Anybody there?', { threadTs: thread.ts });
  await told('Webex has signed you out of Pigdin');
  expect(house.inWebex(launch)).not.toContain('Uma Berg: Anybody there?');
  await follow(await uma.allows(await button()));
  await house.marked(waiting, 'white_check_mark');
  expect(house.inWebex(launch)).toContain('Uma Berg: Anybody there?');
  await ann.says(launch, 'Welcome back');
  await house.shown('Welcome back');
  expect(house.replies(thread).at(-1)).toBe('Ann Lee: Welcome back');

  expect(await house.ask(house.slack.uma, 'disconnect')).toContain('Disconnected from Webex');
  expect(pubnub.kv.keys().keys.filter((key) => key.startsWith('user:'))).toEqual([]);
  expect(webex.world.webhooksOf(uma)).toEqual([]);
  await ann.says(launch, 'Into the void');
  await webex.settled();
  expect(house.replies(thread).at(-1)).toBe('Ann Lee: Welcome back');
});
