import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { channelOf, CONTROL_CHANNEL, type ChannelLayout } from '../../src/bridge/channels.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { formatState, signInText, verifierText } from '../../src/bridge/sign-in.ts';
import { sign } from '../../src/bridge/sign.ts';
import { BUILT_FUNCTIONS } from '../../functions/bundle.ts';
import { FUNCTIONS } from '../../functions/deployment.ts';
import { QUERY_PATH, type Answers, type Query, type QueryArgs, type QueryName } from '../../src/bridge/query.ts';
import type { FunctionEntry, PublishEntry } from '../../sandbox/pubnub/entry.ts';
import { startPubNub, type PubNubOptions, type PubNubService } from '../../sandbox/pubnub/service.ts';
import type { PersonHandle } from '../../sandbox/webex/person-handle.ts';
import type { RoomHandle } from '../../sandbox/webex/world.ts';
import { startWebex, type WebexService } from '../../sandbox/webex/service.ts';
import { userKey } from './support/ids.ts';
import { SECRET } from './support/world.ts';

const CLIENT = { clientId: 'a-client', clientSecret: 'a-client-secret' };

let pubnub: PubNubService;
let webex: WebexService;
let functionsUrl: string;
let ann: PersonHandle;
let bob: PersonHandle;

async function start(layout: ChannelLayout, options: PubNubOptions = {}): Promise<void> {
  [pubnub, webex] = await Promise.all([
    // Either reading of what the documents leave open, and either setting of the keyset's option.
    startPubNub({
      wildcard: layout === 'flat' ? 'segment' : 'prefix',
      referentialIntegrity: layout === 'flat',
      ...options,
    }),
    startWebex(options.now ? { now: options.now } : {}),
  ]);
  functionsUrl = `${pubnub.url}/v1/blocks/sub-key/${pubnub.keyset.subscribeKey}`;
  webex.world.addIntegration({ ...CLIENT, redirectUris: [`${functionsUrl}/webex/oauth`] });
  pubnub.functions.deploy({
    directory: BUILT_FUNCTIONS,
    bindings: FUNCTIONS,
    vault: {
      PIGDIN_SECRET: SECRET,
      PIGDIN_SETTINGS: JSON.stringify({ webexApiUrl: webex.apiUrl, layout }),
      WEBEX_CLIENT_ID: CLIENT.clientId,
      WEBEX_CLIENT_SECRET: CLIENT.clientSecret,
    },
  });
  ann = webex.world.addPerson({ name: 'Ann', email: 'ann@example.com' });
  bob = webex.world.addPerson({ name: 'Bob', email: 'bob@example.com' });
}

afterEach(async () => {
  await Promise.all([pubnub.close(), webex.close()]);
});

const hmac = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex');
const published = (kind: string) =>
  pubnub.journal
    .waitFor(`an envelope of kind ${kind}`, (entry) => isOf(entry, kind))
    .then((entry) => entry as PublishEntry);
const isOf = (entry: { type: string }, kind: string) =>
  entry.type === 'publish' && ((entry as PublishEntry).message as { kind?: string }).kind === kind;

/** From the button in Slack to the page, as the browser goes. */
async function signIn(): Promise<string> {
  const asked = {
    id: randomUUID(),
    team: 'T',
    user: 'U',
    email: ann.email,
    at: Date.now(),
    redirectUri: `${functionsUrl}/webex/oauth`,
  };
  const state = formatState(asked, hmac(signInText(asked)));
  const asking = {
    response_type: 'code',
    client_id: CLIENT.clientId,
    redirect_uri: asked.redirectUri,
    scope: 'spark:people_read spark:rooms_read spark:memberships_read spark:messages_read spark:messages_write',
    state,
    code_challenge: createHash('sha256')
      .update(hmac(verifierText(state)))
      .digest('base64url'),
    code_challenge_method: 'S256',
  };
  const back = await ann.allows(`${webex.apiUrl}/authorize?${new URLSearchParams(asking).toString()}`);
  const page = await fetch(back);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  return page.text();
}

async function query<Name extends QueryName>(name: Name, args: QueryArgs[Name]): Promise<Answers[Name]> {
  const message: Omit<Query<Name>, 'proof'> = { id: randomUUID(), account: userKey(ann), query: name, args };
  const body = JSON.stringify({ ...message, proof: sign(SECRET, QUERY_PATH, message) });
  const answer = await fetch(`${functionsUrl}/${QUERY_PATH}`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answers[Name];
}

async function publish(channel: string, message: object, meta: object = {}): Promise<Response> {
  const { publishKey, subscribeKey } = pubnub.keyset;
  const url = `${pubnub.url}/publish/${publishKey}/${subscribeKey}/0/${channel}/0?meta=${encodeURIComponent(JSON.stringify(meta))}`;
  const body = JSON.stringify({ ...message, proof: sign(SECRET, channel, message) });
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

const envelopeOf = (room: RoomHandle, text: string) => ({
  v: 1,
  id: randomUUID(),
  kind: 'message',
  fromPlatform: 'webex',
  forwardToPlatform: true,
  platformChannelId: room.id,
  channelName: room.title,
  isDirect: false,
  senderId: ann.id,
  senderName: 'Ann',
  senderEmail: 'ann@example.com',
  text,
});

test.each<ChannelLayout>(['nested', 'flat'])(
  "a user's whole life: sign in, hear, write, ask, leave, with expired tokens on the way (%s)",
  async (layout) => {
    await start(layout);
    const lunch = webex.world.addRoom({ title: 'Lunch', people: [ann, bob] });

    expect(await signIn()).toContain('Ann (ann@example.com)');
    expect(await published('account')).toMatchObject({ message: { status: 'connected' } });
    expect(await published('sign-in')).toMatchObject({ message: { outcome: 'connected', senderId: ann.id } });

    const said = await bob.says(lunch, 'Noon? \u{1F35C} für alle');
    const room = keyOf(lunch.id, 'ROOM');
    if (!room) throw new Error('The room has no key');
    const channel = channelOf(layout, userKey(ann), room);
    expect(await published('message')).toMatchObject({
      channel,
      message: {
        text: 'Noon? \u{1F35C} für alle',
        senderName: 'Bob',
        channelName: 'Lunch',
        externalObj: { id: said.id },
      },
    });

    webex.world.expireTokens(ann);
    const envelope = envelopeOf(lunch, 'Yes');
    expect((await publish(channel, envelope)).status).toBe(200);
    const sent = webex.world.messagesOf(lunch).at(-1);
    expect(sent).toMatchObject({ text: 'Yes', personId: ann.id });
    expect(await query('result', { envelopeId: envelope.id })).toMatchObject({ externalObj: { id: sent?.id } });

    expect(await query('rooms', { search: 'lun' })).toMatchObject({ rooms: [{ id: lunch.id, title: 'Lunch' }] });
    expect(await query('messages', { roomId: lunch.id })).toMatchObject({
      envelopes: [{ text: 'Yes', senderName: 'Ann' }, { senderName: 'Bob' }],
      more: false,
    });
    expect(await query('members', { roomId: lunch.id })).toMatchObject({ members: [{ name: 'Ann' }, { name: 'Bob' }] });
    expect(await query('person', { personId: bob.id })).toMatchObject({ person: { email: 'bob@example.com' } });
    expect(await query('startDirect', { envelopeId: 'd', email: 'bob@example.com', text: 'Hi' })).toMatchObject({
      room: { title: 'Bob', isDirect: true },
    });
    const { accessToken } = await query('token', {});
    const me = await fetch(`${webex.apiUrl}/people/me`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    expect(me.status).toBe(200);

    webex.world.expireTokens(ann);
    await pubnub.functions.runInterval('webex-interval');
    expect(webex.journal.entries.filter((entry) => entry.type === 'tokens').length).toBeGreaterThanOrEqual(3);

    const leave = { id: randomUUID(), task: 'deleteUser', userId: ann.id };
    expect((await publish(CONTROL_CHANNEL, leave, { task: 'deleteUser' })).status).toBe(200);
    expect(pubnub.kv.get(`user:${userKey(ann)}`)).toBeNull();
    await webex.settled();

    const runs = pubnub.journal.entries.filter((entry): entry is FunctionEntry => entry.type === 'function');
    expect(runs.filter(({ outcome }) => outcome === 'error' || outcome === 'abort')).toEqual([]);
    expect(new Set(runs.map(({ name }) => name))).toEqual(new Set(FUNCTIONS.map(({ name }) => name)));
  },
);

test('with a KV store that is a minute behind, a reply that is published again and again is sent once', async () => {
  let moved = 0;
  const now = () => Date.now() + moved;
  await start('nested', { kvStaleMs: 60_000, now });
  const lunch = webex.world.addRoom({ title: 'Lunch', people: [ann, bob] });
  await signIn();
  moved += 61_000;
  const [user, room] = [userKey(ann), keyOf(lunch.id, 'ROOM')];
  if (!room) throw new Error('The room has no key');
  const channel = channelOf('nested', user, room);
  const envelope = envelopeOf(lunch, 'Only once');
  const answers = [(await publish(channel, envelope)).status];
  for (let again = 0; again < 5; again += 1) {
    moved += 20_000;
    answers.push((await publish(channel, envelope)).status);
  }
  expect(answers[0]).toBe(200);
  expect(answers.at(-1)).toBe(200);
  expect(webex.world.messagesOf(lunch).map(({ text }) => text)).toEqual(['Only once']);
});
