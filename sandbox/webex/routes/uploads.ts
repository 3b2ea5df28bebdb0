import { badRequest } from '../errors.ts';
import type { Upload } from '../model.ts';
import { isLoopback } from '../http/loopback.ts';

export const uploadOf = async (file: File): Promise<Upload> => ({
  name: file.name,
  type: file.type || 'application/octet-stream',
  bytes: new Uint8Array(await file.arrayBuffer()),
});

/** Webex fetches a public file by its address; the stand-in only reaches this machine. */
export async function fetchUpload(address: string): Promise<Upload> {
  if (!URL.canParse(address) || !isLoopback(address)) throw notRetrieved();
  const answer = await fetch(address).catch(() => undefined);
  if (!answer?.ok) throw notRetrieved();
  return {
    name: decodeURIComponent(new URL(address).pathname.split('/').at(-1) || 'file'),
    type: answer.headers.get('content-type') ?? 'application/octet-stream',
    bytes: new Uint8Array(await answer.arrayBuffer()),
  };
}

const notRetrieved = (): Error => badRequest('Unable to retrieve the file from the given URL.');
