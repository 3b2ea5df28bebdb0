import * as z from 'zod';
import { jsonOf } from './network.ts';

const Word = z.object({ type: z.string(), reason: z.string().optional() });

/** The first that Slack says on a new socket, which is closed then. Rejects where none comes. */
export async function firstWord(url: string, timeoutMs: number): Promise<z.output<typeof Word>> {
  const socket = new WebSocket(url);
  const word = Promise.withResolvers<z.output<typeof Word>>();
  const fail = (why: string): void => word.reject(new Error(why));
  socket.addEventListener('message', ({ data }) => {
    const parsed = z.string().transform(jsonOf).pipe(Word).safeParse(data);
    if (parsed.success) word.resolve(parsed.data);
  });
  socket.addEventListener('error', () => fail('the connection failed'));
  socket.addEventListener('close', () => fail('it was closed without a word'));
  const late = setTimeout(() => fail('no answer'), timeoutMs);
  try {
    return await word.promise;
  } finally {
    clearTimeout(late);
    socket.close();
  }
}
