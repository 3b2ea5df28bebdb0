/** Files of Webex messages: each stands in the thread right below its message, once; where it cannot, a line says why. */
import pRetry from 'p-retry';
import { BridgeError, describeError } from './errors.ts';
import type { MessageEnvelope } from './envelope.ts';
import type { RoomKey } from './ids.ts';
import type { Log } from './log.ts';
import type { Account, FileIntent, Part } from './model.ts';
import type { OpenFile, Queries, ThreadClient, WebexFiles } from './ports.ts';
import type { Portals } from './portals.ts';
import type { Store } from './store.ts';
import { texts } from './texts.ts';

interface AttachedParts {
  readonly files?: WebexFiles | undefined;
  readonly portals: Portals;
  readonly queries: Queries;
  readonly store: Store;
  readonly threads: ThreadClient;
  readonly log: Log;
}

const MEGABYTE = 1024 * 1024;

/** What Webex takes of one file itself. */
const MAX_FILE_BYTES = 100 * MEGABYTE;

/** The room waits meanwhile: then it goes on without the file. */
const RETRY = { retries: 2, minTimeout: 500 };

export class Attached {
  readonly #parts: AttachedParts;
  /** Rooms of which it is known that no file is on its way. */
  readonly #settled = new Set<string>();

  constructor(parts: AttachedParts) {
    this.#parts = parts;
  }

  /**
   * Writes down that the files of a message are to follow it, before it is posted.
   * @param pieces what is about to be posted of it, to its end
   * @returns whether it has any
   */
  async intend(
    { user }: Account,
    room: RoomKey,
    { externalObj, files: urls = [] }: MessageEnvelope,
    pieces: readonly Part[],
  ): Promise<boolean> {
    const { files, portals, store } = this.#parts;
    const last = pieces.at(-1);
    if (!files || !externalObj || !last || urls.length === 0) return false;
    const portal = await portals.ofRoom(user, room);
    if (!portal) return false;
    this.#settled.delete(`${user}/${room}`);
    await store.files.set(`${user}/${room}`, { webexId: last.webexId, urls, thread: portal.thread });
    return true;
  }

  /** Brings what is on its way into the thread. Rejects only where the store fails. */
  async finish(account: Account, room: RoomKey): Promise<void> {
    const { portals, store } = this.#parts;
    const key = `${account.user}/${room}`;
    if (this.#settled.has(key)) return;
    let intent = await store.files.get(key);
    // Its message comes first, and may not have come.
    if (intent && !(await portals.linkOf(account.user, intent.webexId))) return;
    while (intent && intent.urls.length > 0) {
      await this.#carry(account, key, intent);
      const { upload: _upload, ...rest } = intent;
      intent = { ...rest, urls: intent.urls.slice(1) };
      await store.files.set(key, intent);
    }
    if (intent) await store.files.delete(key);
    this.#settled.add(key);
  }

  async #carry(account: Account, key: string, { thread, ...intent }: FileIntent): Promise<void> {
    const { store, threads, log } = this.#parts;
    let { upload } = intent;
    let file: OpenFile | undefined;
    const attempt = async (): Promise<void> => {
      if (upload !== undefined && (await threads.isShared(thread, upload))) return;
      file = await this.#open(account, intent.urls[0] ?? '');
      if (file.size > MAX_FILE_BYTES) throw tooLarge();
      await threads.upload(thread, file, async (id) => {
        await store.files.set(key, { ...intent, thread, upload: id });
        upload = id;
      });
    };
    try {
      await pRetry(attempt, {
        ...RETRY,
        shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable && error.code !== 'store-failed',
      });
    } catch (error) {
      if (error instanceof BridgeError && error.code === 'store-failed') throw error;
      log.warn({ error: describeError(error) }, 'a file could not be shown in Slack');
      const reason = error instanceof BridgeError ? error.userMessage : texts.inside;
      await threads
        .note(thread, texts.fileStays(reason, file?.name, megabytes(file?.size ?? 0)))
        .catch((failure: unknown) => {
          if (!(failure instanceof BridgeError) || failure.retryable) throw failure;
        });
    }
  }

  async #open({ user }: Account, url: string): Promise<OpenFile> {
    const { files, queries } = this.#parts;
    if (!files) throw new BridgeError('file-refused', 'Files are not carried', { userMessage: texts.fileUnreachable });
    const { accessToken } = await queries.ask(user, 'token', {});
    return files.open(accessToken, url);
  }
}

const tooLarge = (): BridgeError =>
  new BridgeError('file-refused', 'A file is too large', {
    userMessage: texts.fileTooLarge(megabytes(MAX_FILE_BYTES)),
  });

const megabytes = (bytes: number): string =>
  bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${Math.ceil(bytes / MEGABYTE)} MB`;
