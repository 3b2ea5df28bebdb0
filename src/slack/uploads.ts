/** Shows files in threads: Slack gives an address, takes the bytes there, and shares the file a moment after it was asked to. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import * as z from 'zod';
import { BridgeError } from '../bridge/errors.ts';
import type { MessageRef } from '../bridge/model.ts';
import type { OpenFile } from '../bridge/ports.ts';
import { texts } from '../bridge/texts.ts';
import { slackReason, type Calls } from './calls.ts';

const LANE = 'files';

/** Slack scans a file before it shares it; later than this nobody waits for it. */
const SHARE_MS = 15_000;
const LOOK_MS = 250;

const shares = z.record(z.string(), z.array(z.object({ thread_ts: z.string().optional() }))).catch({});
const info = z.object({ shares: z.object({ public: shares, private: shares }).partial().catch({}) });

export class Uploads {
  readonly #client: webApi.WebClient;
  readonly #calls: Calls;

  constructor(client: webApi.WebClient, calls: Calls) {
    this.#client = client;
    this.#calls = calls;
  }

  async upload(thread: MessageRef, file: OpenFile, told: (upload: string) => Promise<void>): Promise<void> {
    const { name, size: length } = file;
    const announced = await this.#calls.run(LANE, () =>
      this.#client.files.getUploadURLExternal({ filename: name, length }),
    );
    const { file_id: id, upload_url: address } = announced;
    if (id === undefined || address === undefined) throw failed();
    await told(id);
    await send(address, file);
    await this.#complete(thread, id, name);
    const until = performance.now() + SHARE_MS;
    while (performance.now() < until && !(await this.isShared(thread, id))) await wait(LOOK_MS);
  }

  async isShared({ channel, ts }: MessageRef, upload: string): Promise<boolean> {
    try {
      const { file } = await this.#calls.run(LANE, () => this.#client.files.info({ file: upload }));
      const { public: open, private: hidden } = info.parse(file ?? {}).shares;
      const here = [...(open?.[channel] ?? []), ...(hidden?.[channel] ?? [])];
      return here.some(({ thread_ts: thread }) => thread === ts);
    } catch (error) {
      if (slackReason(error) === 'file_not_found') return false;
      throw error;
    }
  }

  async #complete({ channel, ts }: MessageRef, id: string, title: string): Promise<void> {
    const asked = { files: [{ id, title }] as [{ id: string; title: string }], channel_id: channel, thread_ts: ts };
    await this.#calls.run(channel, () => this.#client.files.completeUploadExternal(asked));
  }
}

/** As it comes from the other side: what Slack has not taken yet is not asked for. */
async function send(address: string, { body, size }: OpenFile): Promise<void> {
  const start = address.startsWith('https:') ? httpsRequest : httpRequest;
  const headers = { 'content-type': 'application/octet-stream', 'content-length': size };
  const { promise: answered, resolve, reject } = Promise.withResolvers<number>();
  const outgoing = start(address, { method: 'POST', headers }, (answer) => {
    answer.resume().on('error', reject);
    answer.on('end', () => resolve(answer.statusCode ?? 0));
  });
  outgoing.on('error', reject);
  answered.catch(() => undefined);
  try {
    await pipeline(body, outgoing);
    if ((await answered) !== 200) throw failed();
  } catch (error) {
    throw failed(error);
  }
}

const failed = (cause?: unknown): BridgeError =>
  new BridgeError('slack-refused', 'Slack did not take a file', {
    cause,
    retryable: true,
    userMessage: texts.fileNotTaken,
  });
