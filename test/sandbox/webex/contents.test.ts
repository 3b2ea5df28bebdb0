import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServerBindings } from '../../../sandbox/faults.ts';
import { listen } from '../../../sandbox/server.ts';
import { clientOf, launchRoom, type Answer } from './support.ts';

const HELLO = new TextEncoder().encode('hello');

async function posted(bytes: Uint8Array<ArrayBuffer> = HELLO, name = 'hello.txt') {
  const launched = await launchRoom();
  const body = new FormData();
  body.set('roomId', launched.room.id);
  body.set('text', 'see this');
  body.set('files', new File([bytes], name, { type: 'text/plain' }));
  const answer = await launched.client.post('/messages', body);
  const read = (query = '', method = 'GET', token = launched.client.token): Promise<Response> =>
    fetch(`${urlOf(answer)}${query}`, { method, headers: { authorization: `Bearer ${token}` } });
  return { ...launched, answer, url: urlOf(answer), read };
}

const urlOf = ({ body }: Answer): string => (body?.['files'] as string[] | undefined)?.[0] ?? '';

/** A file that anyone on this machine may fetch. */
async function publicFile(): Promise<string> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.get('/files/:name', (context) => context.body('pdf', 200, { 'content-type': 'application/pdf' }));
  const server = await listen(app);
  onTestFinished(() => server.close());
  return `${server.url}/files/my%20report.pdf`;
}

describe('a file', () => {
  test('posted in a form is read with a token, byte by byte', async () => {
    const bytes = new Uint8Array(200_000).map((_byte, index) => index % 251);
    const { answer, url, webex, read } = await posted(bytes, 'data.bin');
    expect(answer).toMatchObject({ status: 200, body: { text: 'see this' } });
    expect(url).toMatch(new RegExp(`^${webex.apiUrl}/contents/[A-Za-z0-9]+$`));
    const response = await read();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="data.bin"');
    expect(response.headers.get('content-length')).toBe('200000');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  test('says by HEAD what it is', async () => {
    const { read } = await posted();
    const response = await read('', 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('content-length')).toBe('5');
    expect(await response.text()).toBe('');
  });

  test('is named in ASCII, and truly beside it', async () => {
    const { read } = await posted(HELLO, 'Größe "x".txt');
    expect((await read()).headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e _x_.txt"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22x%22.txt`,
    );
  });

  test('is not public, nor for people outside the room', async () => {
    const { url, webex, read } = await posted();
    const eve = clientOf(webex, webex.world.addPerson({ name: 'Eve', email: 'eve@example.com' }));
    expect((await fetch(url)).status).toBe(401);
    expect((await read('', 'GET', eve.token)).status).toBe(404);
  });

  test('can be posted without a word, and goes with its message', async () => {
    const { client, ann, room, read, answer } = await posted();
    const alone = await ann.says(room, { files: [{ name: 'a.txt', type: 'text/plain', bytes: HELLO }] });
    expect(alone).toMatchObject({ text: undefined, files: [expect.any(String)] });
    await client.delete(`/messages/${answer.id}`);
    expect((await read()).status).toBe(404);
  });

  test('may be fetched by Webex from a public address', async () => {
    const { client, room } = await launchRoom();
    const answer = await client.post('/messages', { roomId: room.id, files: [await publicFile()] });
    const response = await fetch(urlOf(answer), { headers: { authorization: `Bearer ${client.token}` } });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="my report.pdf"');
    expect(await response.text()).toBe('pdf');
  });

  test.each(['https://example.com/a.pdf', 'http://127.0.0.1:1/a.pdf', 'nonsense'])('at %s is refused', async (file) => {
    const { client, room } = await launchRoom();
    expect((await client.post('/messages', { roomId: room.id, files: [file] })).status).toBe(400);
  });

  test('too many, or too large, is refused', async () => {
    const { client, webex, room } = await launchRoom();
    const address = await publicFile();
    expect((await client.post('/messages', { roomId: room.id, files: [address, address] })).status).toBe(400);
    webex.switches.maxFileBytes = 2;
    expect((await client.post('/messages', { roomId: room.id, files: [address] })).status).toBe(400);
  });

  test('keeps its message from being edited', async () => {
    const { client, room, answer } = await posted();
    expect((await client.put(`/messages/${answer.id}`, { roomId: room.id, text: 'new' })).status).toBe(400);
  });
});

describe('the malware scan', () => {
  test('takes a while: 423 with Retry-After, then 200', async () => {
    const { webex, ann, room, client } = await launchRoom();
    webex.switches.scanReads = 2;
    const { files } = await ann.says(room, { files: [{ name: 'a.txt', type: 'text/plain', bytes: HELLO }] });
    const read = () => fetch(files?.[0] ?? '', { headers: { authorization: `Bearer ${client.token}` } });
    const first = await read();
    expect([first.status, first.headers.get('retry-after')]).toEqual([423, '1']);
    expect([(await read()).status, (await read()).status]).toEqual([423, 200]);
  });

  test('may find malware, or not be able to look', async () => {
    const { webex, url, read } = await posted();
    webex.world.setScan(url, 'infected');
    expect((await read()).status).toBe(410);
    webex.world.setScan(url, 'unscannable');
    expect((await read()).status).toBe(428);
    expect((await read('?allow=unscannable')).status).toBe(200);
    webex.world.setScan(url, 'scanning');
    expect((await read()).status).toBe(423);
  });
});

test('a form without a file works too, encoded either way', async () => {
  const { client, room } = await launchRoom();
  const fields = { roomId: room.id, markdown: '**hi**' };
  expect((await client.post('/messages', new URLSearchParams(fields))).body).toMatchObject({ text: 'hi' });
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  expect((await client.post('/messages', body)).body).toMatchObject({ text: 'hi' });
});
