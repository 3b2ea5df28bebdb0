/** Whether something that was written before a reply may still come: Slack does not promise to tell in order, or at once. */
import type { Reply, ReplyEvent } from '../model.ts';
import type { ThreadClient } from '../ports.ts';
import { isLater } from './ids.ts';

interface LookoutParts {
  readonly threads: Pick<ThreadClient, 'repliesBetween'>;
  /** The journal, which knows what is not new. */
  readonly write: (event: ReplyEvent) => Promise<void>;
  /** Resolves when whatever has reached this process is in the journal. */
  readonly written: () => Promise<void>;
  /** How long a reply waits where Slack cannot be asked; by then earlier ones have come. */
  readonly settleMs: number;
}

interface Thread {
  /** Up to here nothing is missing, by Slack's clock. */
  known: string;
  /** The newest reply that was heard of. */
  newest: string;
  look: Promise<boolean> | undefined;
}

/** What Slack tells of this late is found when its socket was away, not here. */
const WINDOW_SECONDS = 600;

/** Threads in which something was written lately; what is forgotten is looked at anew. */
const REMEMBERED = 1000;

export class Lookout {
  readonly #parts: LookoutParts;
  readonly #threads = new Map<string, Thread>();

  constructor(parts: LookoutParts) {
    this.#parts = parts;
  }

  /** Resolves when what was written in the thread before this reply is in the journal. One look serves all that came meanwhile. */
  async before(reply: Reply): Promise<void> {
    const thread = this.#threadOf(reply);
    const heardAt = performance.now();
    if (isLater(reply.ts, thread.newest)) thread.newest = reply.ts;
    while (isLater(reply.ts, thread.known)) {
      thread.look ??= this.#look(thread, reply);
      if (await thread.look) continue;
      await wait(heardAt + this.#parts.settleMs - performance.now());
      // A busy process may not have read yet what came long ago.
      await turn();
      return this.#parts.written();
    }
  }

  /** False where Slack cannot be asked. */
  async #look(thread: Thread, { team, channel, threadTs, author }: Reply): Promise<boolean> {
    const { threads, write } = this.#parts;
    // What comes in the same moment is served by the same look.
    await Promise.resolve();
    const upTo = thread.newest;
    try {
      const replies = await threads.repliesBetween({ team, channel, threadTs, after: thread.known, upTo });
      if (!replies) return false;
      await Promise.all(replies.filter((reply) => reply.author === author).map((reply) => write(reply)));
      thread.known = upTo;
      return true;
    } catch {
      return false;
    } finally {
      thread.look = undefined;
    }
  }

  #threadOf({ channel, threadTs, ts }: Reply): Thread {
    const key = `${channel}/${threadTs}`;
    const earliest = (Number(ts) - WINDOW_SECONDS).toFixed(6);
    const known = this.#threads.get(key) ?? { known: earliest, newest: earliest, look: undefined };
    this.#threads.delete(key);
    this.#threads.set(key, known);
    const [oldest] = this.#threads.keys();
    if (this.#threads.size > REMEMBERED && oldest !== undefined) this.#threads.delete(oldest);
    if (isLater(earliest, known.known)) known.known = earliest;
    return known;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)));
