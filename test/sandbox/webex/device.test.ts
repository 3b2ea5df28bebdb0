import { expect, test } from 'vitest';
import { DEVICE_REDIRECT_URIS } from '../../../sandbox/webex/routes/device.ts';
import type { WebexOptions } from '../../../sandbox/webex/service.ts';
import { readAnswer, webexForTest, type Answer } from './support.ts';

async function device(options: WebexOptions = {}) {
  const webex = await webexForTest(options);
  const ann = webex.world.addPerson({ name: 'Ann Lee', email: 'ann@example.com' });
  const client = { clientId: 'client', clientSecret: 'secret', scopes: ['spark:people_read'] };
  webex.world.addIntegration({ ...client, redirectUris: DEVICE_REDIRECT_URIS });
  const post = async (path: string, fields: Record<string, string>, authorization?: string): Promise<Answer> =>
    readAnswer(
      await fetch(`${webex.apiUrl}${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: authorization ? { authorization } : {},
      }),
    );
  const start = () => post('/device/authorize', { client_id: 'client', scope: 'spark:people_read' });
  const poll = (started: Answer) =>
    post(
      '/device/token',
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: started.body?.['device_code'] as string,
        client_id: 'client',
      },
      `Basic ${Buffer.from('client:secret').toString('base64')}`,
    );
  const decide = (started: Answer, decision: string) =>
    fetch(started.body?.['verification_uri_complete'] as string, {
      method: 'POST',
      body: new URLSearchParams({ person: ann.id, decision }),
    });
  return { webex, ann, post, start, poll, decide };
}

test('a device waits with 428 until its person has signed in', async () => {
  const { webex, start, poll, decide } = await device();
  const started = await start();
  expect(started.body).toMatchObject({
    device_code: expect.any(String),
    expires_in: 300,
    user_code: expect.stringMatching(/^\d{6}$/),
    verification_uri: `${webex.apiUrl}/device`,
    interval: 2,
  });
  expect((await poll(started)).status).toBe(428);
  expect((await decide(started, 'allow')).status).toBe(200);
  const { status, body } = await poll(started);
  expect(status).toBe(200);
  expect(body).toMatchObject({ access_token: expect.any(String), scope: 'spark:people_read spark:kms' });
  expect(await poll(started)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a device that polls faster than told is asked to slow down', async () => {
  let time = Date.now();
  const { start, poll } = await device({ now: () => time });
  const started = await start();
  expect((await poll(started)).status).toBe(428);
  expect(await poll(started)).toMatchObject({ status: 400, body: { error: 'slow_down' } });
  time += 2000;
  expect((await poll(started)).status).toBe(428);
});

test('a device whose person says no hears so once', async () => {
  const { start, poll, decide } = await device();
  const started = await start();
  await decide(started, 'deny');
  expect(await poll(started)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
});

test('a code that was not entered in time is worth nothing', async () => {
  let time = Date.now();
  const { start, poll, decide } = await device({ now: () => time });
  const started = await start();
  time += 300_000;
  expect((await decide(started, 'allow')).status).toBe(404);
  expect(await poll(started)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('the page asks for the code, then who it is', async () => {
  const { webex, start } = await device();
  const started = await start();
  expect(await (await fetch(`${webex.apiUrl}/device`)).text()).toContain('name="user_code"');
  expect(await (await fetch(started.body?.['verification_uri_complete'] as string)).text()).toContain('Ann Lee');
  expect((await fetch(`${webex.apiUrl}/device?user_code=000000`)).status).toBe(404);
});

test('only an app that registered the four addresses may sign in devices, and only for its scopes', async () => {
  const { webex, post } = await device();
  webex.world.addIntegration({ clientId: 'plain', clientSecret: 'secret', redirectUris: ['https://example.com/'] });
  expect((await post('/device/authorize', { client_id: 'plain', scope: 'spark:people_read' })).status).toBe(400);
  expect(await post('/device/authorize', { client_id: 'client', scope: 'spark:all' })).toMatchObject({
    status: 400,
    body: { error: 'invalid_scope' },
  });
});
