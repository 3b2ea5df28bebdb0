import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import { answerOf, clientOf, errorOf, form } from './calls.ts';

describe('the Web API', () => {
  let slack: SlackService;

  beforeEach(async () => {
    slack = await startSlack({ rateLimits: 'off' });
  });
  afterEach(() => slack.close());

  const raw = (method: string, init: RequestInit) => answerOf(fetch(slack.apiUrl + method, init));

  test('tells a bot who it is', async () => {
    expect(await clientOf(slack).auth.test()).toMatchObject({
      ok: true,
      team: 'Pigdin Sandbox',
      team_id: slack.world.team.id,
      user: 'pigdin',
      user_id: slack.world.bot.id,
      bot_id: expect.stringMatching(/^B/) as unknown,
    });
  });

  test('takes the token from the header or from a form field, never from the query or a JSON body', async () => {
    const bearer = { authorization: `Bearer ${slack.botToken}` };
    const token = slack.botToken;
    expect(await raw('auth.test', { method: 'POST', headers: bearer })).toMatchObject({ ok: true });
    expect(await raw('auth.test', { method: 'GET', headers: bearer })).toMatchObject({ ok: true });
    expect(await raw('auth.test', { method: 'POST', body: new URLSearchParams({ token }) })).toMatchObject({
      ok: true,
    });
    const notAuthed = { ok: false, error: 'not_authed' };
    expect(await raw(`auth.test?token=${token}`, { method: 'GET' })).toEqual(notAuthed);
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) };
    expect(await raw('auth.test', json)).toMatchObject(notAuthed);
  });

  test('refuses unknown tokens, and tokens of the wrong kind', async () => {
    expect(await errorOf(clientOf(slack, 'xoxb-unknown').auth.test())).toBe('invalid_auth');
    expect(await errorOf(clientOf(slack, slack.appToken).chat.postMessage({ channel: 'C1', text: 'x' }))).toBe(
      'not_allowed_token_type',
    );
    expect(await errorOf(clientOf(slack, slack.botToken).apps.connections.open({}))).toBe('not_allowed_token_type');
    expect(await errorOf(clientOf(slack, 'xapp-unknown').apps.connections.open({}))).toBe('invalid_auth');
  });

  test('answers failures with status 200 and an error', async () => {
    const response = await form(slack, 'chat.postMessage', { channel: 'C404', text: 'hello' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: false, error: 'channel_not_found' });
    expect(await answerOf(form(slack, 'chat.sing', {}))).toEqual({
      ok: false,
      error: 'unknown_method',
      req_method: 'chat.sing',
    });
  });

  test('names the arguments that are missing', async () => {
    expect(await answerOf(form(slack, 'chat.update', { channel: 'C1' }))).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: ts'] },
    });
  });

  test('reads nested values from forms and from JSON', async () => {
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const { id: channel } = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] });
    const blocks = [{ type: 'divider', block_id: 'line' }];
    const asForm = await answerOf(form(slack, 'chat.postMessage', { channel, blocks: JSON.stringify(blocks) }));
    const asJson = await raw('chat.postMessage', {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel, blocks }),
    });
    expect(asForm).toMatchObject({ ok: true, message: { blocks } });
    expect(asJson).toMatchObject({ ok: true, message: { blocks } });
  });

  test.each([
    ['a body that is no JSON', 'application/json', '{', 'invalid_json'],
    ['JSON that is no object', 'application/json', '[]', 'json_not_object'],
    ['a body of another type', 'text/xml', '<a/>', 'invalid_post_type'],
  ])('refuses %s', async (_what, contentType, body, error) => {
    const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': contentType };
    expect(await raw('auth.test', { method: 'POST', headers, body })).toMatchObject({ ok: false, error });
  });

  test('says which scope is missing', async () => {
    slack.switches.setScopes(['chat:write']);
    const answer = await answerOf(form(slack, 'users.info', { user: 'U1' }));
    expect(answer).toEqual({ ok: false, error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
  });

  test('remarks on charsets that are missing or needless, as a warning', async () => {
    const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
    const warned = { ok: true, warning: 'missing_charset', response_metadata: { warnings: ['missing_charset'] } };
    expect(await raw('auth.test', { method: 'POST', headers, body: '{}' })).toMatchObject(warned);
  });

  test('reports the scopes of the token in headers', async () => {
    const response = await form(slack, 'users.list', {});
    expect(response.headers.get('x-oauth-scopes')).toContain('chat:write.customize');
    expect(response.headers.get('x-accepted-oauth-scopes')).toBe('users:read');
  });

  test('answers revoked tokens with token_revoked and tells the journal', async () => {
    slack.switches.revokeTokens();
    expect(await errorOf(clientOf(slack).auth.test())).toBe('token_revoked');
    await slack.journal.waitFor('the revocation', (entry) => entry.type === 'tokens' && entry.change === 'revoked');
  });

  test('keeps tokens and secrets out of the journal', async () => {
    await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', body: new URLSearchParams({ token: slack.botToken }) });
    expect(JSON.stringify(slack.journal.entries)).not.toContain(slack.botToken);
  });

  test('echoes the arguments of api.test', async () => {
    const client = clientOf(slack);
    expect(await client.apiCall('api.test', { foo: 'bar' })).toMatchObject({ ok: true, args: { foo: 'bar' } });
    expect(await errorOf(client.api.test({ error: 'my_error' }))).toBe('my_error');
  });
});
