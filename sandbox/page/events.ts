import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Feed } from './feed.ts';
import type { PageEvents } from './protocol.ts';

/** So soon a browser comes back after it lost the connection. */
const RETRY_MS = 1_000;
/** Keeps what lies in between from closing a quiet connection. */
const BEAT_MS = 20_000;

/** Server-sent events: first everything, then what changes. Who comes back starts anew, so nothing can be missed. */
export function streamEvents(context: Context, feed: Feed): Response {
  return streamSSE(context, async (stream) => {
    const send = <Name extends keyof PageEvents>(event: Name, data: PageEvents[Name]): Promise<void> =>
      stream.writeSSE({ event, data: JSON.stringify(data), retry: RETRY_MS });
    const gone = Promise.withResolvers<void>();
    stream.onAbort(gone.resolve);
    const { snapshot, end } = feed.subscribe((changes) => void send('changes', changes));
    const beat = setInterval(() => void stream.write(': still here\n\n'), BEAT_MS);
    await send('snapshot', snapshot);
    await gone.promise;
    clearInterval(beat);
    end();
  });
}
