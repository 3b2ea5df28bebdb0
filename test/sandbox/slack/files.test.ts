import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackEntry } from '../../../sandbox/slack/entries.ts';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { clientOf, errorOf } from './calls.ts';
import { openSocket } from './sockets.ts';

describe('files', () => {
  let slack: SlackService;
  let client: webApi.WebClient;
  let uma: Person;
  let channel: string;

  beforeEach(async () => {
    slack = await startSlack({ rateLimits: 'off', timing: { fileShareMs: 10 } });
    client = clientOf(slack);
    uma = slack.world.addUser({ name: 'Uma Berg' });
    channel = slack.world.addChannel({ name: 'customers', members: [uma, slack.world.bot] }).id;
  });
  afterEach(() => slack.close());

  const shared = (name: string) =>
    slack.journal.waitFor(
      `${name} to be shared`,
      (entry) => entry.type === 'file' && entry.change === 'shared' && entry.name === name,
    );
  const download = (url: unknown, token = slack.botToken) =>
    fetch(String(url), { headers: { authorization: `Bearer ${token}` } });
  /** Uploads by hand up to the last step; returns the id. */
  const send = async (name: string, content: string) => {
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: name,
      length: Buffer.byteLength(content),
    });
    await fetch(url, { method: 'POST', body: content });
    return id;
  };

  test('an app uploads by the official client, into a thread', async () => {
    const parent = await uma.posts(channel, 'The plan?');
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: parent,
      initial_comment: 'Here it *is*',
      filename: 'plan.txt',
      file: Buffer.from('Step one'),
      title: 'Plan',
    });
    await shared('plan.txt');
    const [, message] = slack.world.thread(channel, parent);
    expect(message).toMatchObject({
      author: { name: 'Pigdin' },
      reads: 'Here it is',
      files: [{ name: 'plan.txt', title: 'Plan', mimetype: 'text/plain', size: 8 }],
    });
    const { file } = await client.files.info({ file: message?.files[0]?.id ?? '' });
    expect(file).toMatchObject({
      channels: [channel],
      shares: { public: { [channel]: [{ ts: message?.ts, thread_ts: parent }] } },
    });
    expect(await (await download(file?.url_private_download)).text()).toBe('Step one');
  });

  test('the answer to completing an upload comes before the message, and knows no share yet', async () => {
    const id = await send('a.png', 'picture');
    const { files } = await client.files.completeUploadExternal({ files: [{ id, title: 'A' }], channel_id: channel });
    expect(files).toMatchObject([{ id, title: 'A', mimetype: 'image/png' }]);
    expect(files?.[0]).not.toHaveProperty('shares');
    await shared('a.png');
    expect(slack.world.timeline(channel)).toMatchObject([{ files: [{ id }] }]);
    const steps = slack.journal.entries.flatMap((entry) => {
      if (entry.type === 'api') return [entry.method];
      return entry.type === 'message' ? ['the message'] : [];
    });
    expect(steps).toEqual(['files.getUploadURLExternal', 'files.completeUploadExternal', 'the message']);
  });

  test('a file can be shown under another name', async () => {
    const id = await send('a.png', 'picture');
    await client.files.completeUploadExternal({
      files: [{ id }],
      channel_id: channel,
      username: 'Ann (Webex)',
    } as unknown as webApi.FilesCompleteUploadExternalArguments);
    await shared('a.png');
    expect(slack.world.timeline(channel)).toMatchObject([{ author: { name: 'Ann (Webex)' } }]);
  });

  test('an upload must be sent, with the announced length, before it is completed', async () => {
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: 'a',
      length: 3,
    });
    const complete = () => client.files.completeUploadExternal({ files: [{ id, title: 'a' }], channel_id: channel });
    expect(await errorOf(complete())).toBe('file_not_found');
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400);
    expect((await fetch(`${slack.url}/upload/v1/unknown`, { method: 'POST', body: 'abc' })).status).toBe(404);
    expect(await errorOf(complete())).toBe('file_not_found');
    expect(await (await fetch(url, { method: 'POST', body: 'abc' })).text()).toBe('OK - 3');
    await complete();
    expect(await errorOf(complete())).toBe('file_not_found');
  });

  test('an upload has limits', async () => {
    const ask = (fields: object) => client.files.getUploadURLExternal({ filename: 'a', length: 1, ...fields });
    expect(await errorOf(ask({ length: 0 }))).toBe('missing_argument');
    expect(await errorOf(ask({ length: 2 ** 31 }))).toBe('file_upload_size_restricted');
    expect(await errorOf(ask({ alt_txt: 'x'.repeat(1_001) }))).toBe('alt_txt_too_large');
    const id = await send('a', 'x');
    const { id: open } = slack.world.addChannel({ name: 'open', members: [uma] });
    const into = (fields: object) => client.files.completeUploadExternal({ files: [{ id, title: 'a' }], ...fields });
    expect(await errorOf(into({ channel_id: open }))).toBe('not_in_channel');
    expect(await errorOf(into({ channel_id: 'C404' }))).toBe('channel_not_found');
  });

  test("a person's upload is a file_share message and a file_shared event", async () => {
    const connection = await openSocket(slack);
    connection.frames.subscribe((frame) => connection.ack(frame));
    const parent = await uma.posts(channel, 'parent');
    const ts = await uma.uploads(channel, [{ name: 'cat.png', content: 'meow' }], {
      threadTs: parent,
      text: 'my :pig:',
    });
    const event = async (fits: (event: Extract<SlackEntry, { type: 'event' }>['event']) => boolean) =>
      slack.journal.waitFor('the event', (entry) => entry.type === 'event' && fits(entry.event));
    expect(await event(({ subtype }) => subtype === 'file_share')).toMatchObject({
      event: {
        user: uma.id,
        ts,
        thread_ts: parent,
        text: 'my :pig:',
        upload: false,
        files: [
          {
            name: 'cat.png',
            mimetype: 'image/png',
            url_private_download: expect.stringContaining('/files-pri/') as unknown,
          },
        ],
      },
    });
    expect(await event(({ type }) => type === 'file_shared')).toMatchObject({
      event: { channel_id: channel, user_id: uma.id },
    });
    const [file] = slack.world.message(channel, ts)?.files ?? [];
    expect(await (await download(file?.url_private_download)).text()).toBe('meow');
    expect(await (await download(file?.url_private)).text()).toBe('meow');
  });

  test('without a good token a download ends at the sign-in page, with status 200', async () => {
    const ts = await uma.uploads(channel, [{ name: 'cat.png', content: 'meow' }]);
    const url = slack.world.message(channel, ts)?.files[0]?.url_private_download;
    const page = await download(url, 'xoxb-unknown');
    expect([page.status, page.redirected, page.headers.get('content-type')]).toEqual([
      200,
      true,
      'text/html; charset=UTF-8',
    ]);
    slack.switches.setScopes(['chat:write']);
    expect((await download(url)).redirected).toBe(true);
  });

  test('what was shared elsewhere stays unknown', async () => {
    const { id: secret } = slack.world.addChannel({ name: 'secret', members: [uma], isPrivate: true });
    const ts = await uma.uploads(secret, [{ name: 'cat.png', content: 'meow' }]);
    const [file] = slack.world.message(secret, ts)?.files ?? [];
    expect(await errorOf(client.files.info({ file: file?.id ?? '' }))).toBe('file_not_found');
    expect((await download(file?.url_private_download)).status).toBe(404);
    expect((await client.files.list({})).files).toEqual([]);
  });

  test('a bot deletes its own files, and messages keep a tombstone', async () => {
    const id = await send('a.txt', 'x');
    await client.files.completeUploadExternal({ files: [{ id, title: 'a' }], channel_id: channel });
    await shared('a.txt');
    expect((await client.files.list({ channel })).files).toMatchObject([{ id }]);
    await client.files.delete({ file: id });
    expect(await errorOf(client.files.info({ file: id }))).toBe('file_deleted');
    const { messages } = await client.conversations.history({ channel });
    expect(messages?.[0]?.files).toEqual([{ id, mode: 'tombstone' }]);
    const ts = await uma.uploads(channel, [{ name: 'cat.png', content: 'meow' }]);
    const theirs = slack.world.message(channel, ts)?.files[0]?.id ?? '';
    expect(await errorOf(client.files.delete({ file: theirs }))).toBe('cant_delete_file');
  });
});
