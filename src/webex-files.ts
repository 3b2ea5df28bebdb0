/** Reads the files of Webex messages, over HTTP, as their user. */
import { setTimeout as wait } from 'node:timers/promises';
import { BridgeError } from './bridge/errors.ts';
import type { OpenFile, WebexFiles } from './bridge/ports.ts';
import { texts } from './bridge/texts.ts';

/** So long a file may be scanned for malware before its room goes on without it. */
const SCAN_MS = 60_000;

const DEFAULT_WAIT_SECONDS = 2;

/** Until Webex begins to answer. */
const TIMEOUT_MS = 15_000;

/** @param apiUrl where Webex is asked, whatever address a message names: the token goes nowhere else */
export const createWebexFiles = (apiUrl: string, patienceMs = SCAN_MS): WebexFiles => ({
  async open(token, url) {
    const id = /\/contents\/([^/?#]+)$/.exec(url)?.[1] ?? '';
    const until = performance.now() + patienceMs;
    for (;;) {
      const answer = await request(`${apiUrl}/contents/${id}`, token);
      if (answer.ok) return openFile(answer);
      await answer.body?.cancel();
      const seconds = Number(answer.headers.get('retry-after')) || DEFAULT_WAIT_SECONDS;
      const isScanned = answer.status === 423 || answer.status === 429;
      if (!isScanned || performance.now() + seconds * 1000 > until) throw refusal(answer);
      await wait(seconds * 1000);
    }
  },
});

async function request(address: string, token: string): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
  try {
    return await fetch(address, { headers: { authorization: `Bearer ${token}` }, signal: late.signal });
  } catch (error) {
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}

function openFile({ headers, body }: Response): OpenFile {
  const size = Number(headers.get('content-length') ?? Number.NaN);
  if (!body || Number.isNaN(size)) throw unreachable();
  return { name: nameIn(headers), size, body };
}

function refusal({ status }: Response): BridgeError {
  const sentence: Record<number, string> = {
    404: texts.fileGone,
    410: texts.fileInfected,
    423: texts.fileScanned,
    428: texts.fileUnscannable,
  };
  const userMessage = sentence[status] ?? texts.fileUnreachable;
  return new BridgeError('file-refused', `Webex answered a file with ${status}`, {
    userMessage,
    retryable: status >= 500,
  });
}

const unreachable = (cause?: unknown): BridgeError =>
  new BridgeError('file-refused', 'Webex did not answer with a file', {
    cause,
    retryable: true,
    userMessage: texts.fileUnreachable,
  });

/** What is beyond ASCII stands in `filename*`. */
function nameIn(headers: Headers): string {
  const disposition = headers.get('content-disposition') ?? '';
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="([^"]*)"/i.exec(disposition)?.[1];
  return (extended && decoded(extended)) || plain || 'a file';
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
