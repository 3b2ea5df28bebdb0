import type { HttpAnswer } from '../../../functions/runtime/runtime.ts';
import type { FakeMessage, FakePerson, FakeRoom, FakeWebex } from './fake-webex.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly body: string;
  readonly authorization: string;
}

interface Call {
  readonly webex: FakeWebex;
  readonly me: FakePerson;
  readonly id: string;
  readonly search: URLSearchParams;
  readonly body: Record<string, string>;
}

const ok = (body: object): HttpAnswer => ({ status: 200, headers: {}, body: JSON.stringify(body) });
const gone: HttpAnswer = { status: 204, headers: {}, body: '' };

export const failure = (status: number, description: string): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify({ message: 'See errors.', errors: [{ description }], trackingId: 'ROUTER_1' }),
});

/** By method and path; `*` stands for an id. */
const ROUTES: Record<string, (call: Call) => HttpAnswer> = {
  'GET /people': ({ webex, search }) => {
    const { email, displayName, id: ids = '' } = Object.fromEntries(search);
    const all = [...webex.people.values()];
    if (email !== undefined) return ok({ items: all.filter(({ emails }) => emails.includes(email)) });
    if (displayName !== undefined) return ok({ items: all.filter((one) => one.displayName.startsWith(displayName)) });
    return ok({ items: ids.split(',').flatMap((one) => webex.people.get(one) ?? []) });
  },
  'GET /people/*': ({ webex, me, id }) => found(id === 'me' ? me : webex.people.get(id), 'Person not found'),
  'GET /rooms': ({ webex, me, search }) => {
    const from = Number(search.get('cursor') ?? '0');
    const all = roomsOf(webex, me);
    const end = from + webex.roomsAPage;
    const next = `<https://webex.test/v1/rooms?cursor=${end}&max=100>; rel="next"`;
    const headers = end < all.length ? { link: next } : {};
    return { ...ok({ items: all.slice(from, end).map(roomView) }), headers };
  },
  'GET /rooms/*': ({ webex, me, id }) => {
    const room = roomsOf(webex, me).find((each) => each.id === id);
    return found(room && roomView(room), NO_ROOM);
  },
  'GET /memberships': ({ webex, me, search }) => {
    const room = roomsOf(webex, me).find(({ id }) => id === search.get('roomId'));
    return found(room && { items: [...room.members].map((id) => membershipView(webex, room, id)) }, NO_ROOM);
  },
  'GET /messages': ({ webex, me, search }) => {
    const room = roomsOf(webex, me).find(({ id }) => id === search.get('roomId'));
    return found(room && { items: pageOf(webex, room, search) }, NO_ROOM);
  },
  'POST /messages': ({ webex, me, body }) => {
    const to = body['toPersonEmail'];
    const other = [...webex.people.values()].find(({ emails }) => emails.includes(to ?? ''));
    if (to !== undefined && !other) return failure(400, 'No such person');
    const room = other ? webex.directRoom(me, other) : webex.rooms.get(body['roomId'] ?? '');
    if (!room?.members.has(me.id)) return failure(404, NO_ROOM);
    if (room.readOnly) return failure(403, 'The room is read-only');
    const { text, markdown, parentId } = body;
    const more = { ...(markdown === undefined ? {} : { markdown }), ...(parentId === undefined ? {} : { parentId }) };
    return ok(webex.addMessage(room, me, text ?? markdown ?? '', more));
  },
  'GET /messages/direct': ({ webex, me, search }) => {
    const other = [...webex.people.values()].find(({ emails }) => emails.includes(search.get('personEmail') ?? ''));
    const room = other && webex.directRoom(me, other);
    return found(room && { items: webex.messages.filter(({ roomId }) => roomId === room.id) }, NO_ROOM);
  },
  'GET /messages/*': (call) => found(messageOf(call), 'Unable to get message.'),
  'PUT /messages/*': (call) => {
    const message = messageOf(call);
    if (message?.files) return failure(400, 'Messages with files cannot be edited');
    const { text, markdown = text } = call.body;
    const updated = new Date(call.webex.now()).toISOString();
    return found(
      message && Object.assign(message, { text: markdown, ...call.body, updated }),
      'Unable to get message.',
    );
  },
  'DELETE /messages/*': (call) => {
    const message = messageOf(call);
    if (!message) return failure(404, 'Unable to delete message.');
    call.webex.messages.splice(call.webex.messages.indexOf(message), 1);
    return gone;
  },
  'GET /webhooks': ({ webex, me }) => ok({ items: webex.webhooks.filter(({ owner }) => owner === me.id) }),
  'POST /webhooks': ({ webex, me, body }) => ok(webex.addWebhook(me, body)),
  'PUT /webhooks/*': (call) => {
    const webhook = webhookOf(call);
    return found(webhook && Object.assign(webhook, call.body), 'Webhook not found');
  },
  'DELETE /webhooks/*': (call) => {
    const webhook = webhookOf(call);
    if (!webhook) return failure(404, 'Invalid webhookId for Delete Webhook request.');
    call.webex.webhooks.splice(call.webex.webhooks.indexOf(webhook), 1);
    return gone;
  },
};

const NO_ROOM = 'Could not find a room with provided ID.';

const found = (object: object | undefined, otherwise: string): HttpAnswer =>
  object ? ok(object) : failure(404, otherwise);
const roomsOf = (webex: FakeWebex, me: FakePerson) =>
  [...webex.rooms.values()].filter(({ members }) => members.has(me.id));
const messageOf = ({ webex, me, id }: Call) =>
  webex.messages.find((each) => each.id === id && webex.rooms.get(each.roomId)?.members.has(me.id));
const webhookOf = ({ webex, me, id }: Call) => webex.webhooks.find((each) => each.id === id && each.owner === me.id);
const roomView = ({ id, title, type, lastActivity }: FakeRoom) => ({ id, title, type, lastActivity });

function membershipView(webex: FakeWebex, room: FakeRoom, personId: string) {
  const { emails, displayName } = webex.people.get(personId) ?? { emails: [], displayName: '' };
  return { id: 'm', roomId: room.id, personId, personEmail: emails[0], personDisplayName: displayName };
}

function pageOf(webex: FakeWebex, room: FakeRoom, search: URLSearchParams): FakeMessage[] {
  const [parentId, before] = [search.get('parentId'), search.get('before')];
  const all = webex.messages.filter(
    (message) =>
      message.roomId === room.id &&
      (parentId === null || message.parentId === parentId) &&
      (before === null || message.created < before),
  );
  const from = all.findIndex(({ id }) => id === search.get('beforeMessage')) + 1;
  return all.slice(from, from + Number(search.get('max') ?? '50'));
}

export function answer(webex: FakeWebex, { method, path, search, body, authorization }: Asked): HttpAnswer {
  if (path === '/access_token') return grant(webex, new URLSearchParams(body));
  const me = webex.people.get(webex.accessTokens.get(authorization.replace('Bearer ', '')) ?? '');
  if (!me) return failure(401, 'The request requires a valid access token set in the Authorization request header.');
  const [, resource = '', id] = path.split('/');
  const handle = ROUTES[`${method} ${path}`] ?? ROUTES[`${method} /${resource}/*`];
  if (!handle) return failure(404, 'Not found');
  const json = JSON.parse(body || '{}') as Record<string, string>;
  return handle({ webex, me, id: decodeURIComponent(id ?? ''), search, body: json });
}

function grant(webex: FakeWebex, form: URLSearchParams): HttpAnswer {
  if (form.get('client_id') !== webex.client.id || form.get('client_secret') !== webex.client.secret) {
    return failure(400, 'Client Id is invalid');
  }
  return form.get('grant_type') === 'refresh_token' ? refresh(webex, form) : redeem(webex, form);
}

/** Webex keeps the refresh token and moves its expiry. */
function refresh(webex: FakeWebex, form: URLSearchParams): HttpAnswer {
  const token = form.get('refresh_token') ?? '';
  const person = webex.people.get(webex.refreshTokens.get(token) ?? '');
  if (person) return ok({ ...granted(webex, person), refresh_token: token });
  return {
    status: 400,
    headers: {},
    body: '{"error":"invalid_grant","error_description":"The refresh token has expired"}',
  };
}

function redeem(webex: FakeWebex, form: URLSearchParams): HttpAnswer {
  const code = webex.codes.get(form.get('code') ?? '');
  webex.codes.delete(form.get('code') ?? '');
  const person = webex.people.get(code?.personId ?? '');
  const fits = code?.verifier === form.get('code_verifier') && code?.redirectUri === form.get('redirect_uri');
  return person && fits ? ok(granted(webex, person)) : failure(400, 'Invalid code.');
}

function granted(webex: FakeWebex, person: FakePerson) {
  const { accessToken, refreshToken } = webex.signIn(person);
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    ...(webex.tellsExpiry ? { expires_in: 1_209_599, refresh_token_expires_in: 7_775_999 } : {}),
  };
}
