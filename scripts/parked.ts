// npm run parked [list | retry <id or all> | drop <id or all>]: replies that could not be sent to Webex. Works on the store of
// Pigdin, while it runs as well: a running Pigdin takes up within seconds what is wanted, any other one at its next start.
import { setTimeout as wait } from 'node:timers/promises';
import { config as loadDotenv } from 'dotenv';
import { BridgeError, describeError } from '../src/bridge/errors.ts';
import type { ParkedEntry, Wish } from '../src/bridge/model.ts';
import { wish } from '../src/bridge/outbound/wishes.ts';
import { openStore, type Store } from '../src/bridge/store.ts';
import { ConfigError, readStoreConfig } from '../src/config.ts';

const USAGE = 'Usage: npm run parked [list | retry <id or all> | drop <id or all>]';

/** A running Pigdin looks every two seconds. */
const TAKEN_UP_MS = 6_000;

/** Longest wait for the outcome: Pigdin tries for about half a minute before it gives up again. */
const OUTCOME_MS = 60_000;

const LOOK_MS = 250;

/** Something the person at the keyboard can mend; its message is all they need to read. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main([verb = 'list', which, ...rest]: readonly string[]): Promise<string> {
  const isRight = verb === 'list' ? which === undefined : which !== undefined && rest.length === 0;
  if ((verb !== 'list' && verb !== 'retry' && verb !== 'drop') || !isRight) throw new UsageError(USAGE);
  loadDotenv({ quiet: true });
  const store = await openStore(readStoreConfig().store);
  try {
    const parked = await store.parked.all();
    if (verb === 'list') return await list(store, parked);
    const chosen = which === 'all' ? parked : parked.filter(({ id }) => id === which);
    if (chosen.length === 0) {
      throw new UsageError(which === 'all' ? 'Nothing is parked.' : `Nothing is parked under ${which}.`);
    }
    return await decide(store, chosen, verb);
  } finally {
    await store.close();
  }
}

/** What was written is its author's business: it is not shown. */
async function list(store: Store, parked: readonly ParkedEntry[]): Promise<string> {
  if (parked.length === 0) return 'Nothing is parked.';
  const lines = await Promise.all(
    parked.map(async ({ id, user, room, kind, parkedAt, reason }) => {
      const portal = await store.portals.get(`${user}/${room}`);
      return `${id}\n  ${WHAT[kind]} for ${portal?.title ?? room}, parked at ${parkedAt}: ${reason}`;
    }),
  );
  return lines.join('\n');
}

const WHAT = { message: 'a message', edit: 'a change', delete: 'a deletion' } as const;

async function decide(store: Store, chosen: readonly ParkedEntry[], verb: Wish['verb']): Promise<string> {
  await wish(
    store,
    chosen.map(({ id }) => ({ id, verb })),
  );
  const isTaken = await until(TAKEN_UP_MS, async () => (await store.wishes.all()).length === 0);
  if (!isTaken) return `No Pigdin is running on this store: ${chosen.length} to ${verb} at its next start.`;
  const lines = await Promise.all(
    chosen.map(async (entry) => `${entry.id}  ${verb === 'drop' ? 'dropped' : await outcome(store, entry)}`),
  );
  return lines.join('\n');
}

/** What became of another try. */
async function outcome(store: Store, { id, kind, channel, ts, parkedAt }: ParkedEntry): Promise<string> {
  const isSent = async (): Promise<boolean> =>
    (kind === 'message' && (await store.mirrors.get(`${channel}/${ts}`)) !== undefined) ||
    (await store.outbox.get(id)) === undefined;
  let again: ParkedEntry | undefined;
  const isOver = await until(OUTCOME_MS, async () => {
    again = await store.parked.get(id);
    return again ? again.parkedAt !== parkedAt : isSent();
  });
  if (!isOver) return 'is not sent yet, and goes on being tried';
  return again ? `failed again: ${again.reason}` : 'is in Webex';
}

/** False when it did not hold in time. */
async function until(limitMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + limitMs;
  for (; Date.now() < end; await wait(LOOK_MS)) if (await holds()) return true;
  return false;
}

main(process.argv.slice(2)).then(
  (sentence) => console.log(sentence),
  (error: unknown) => {
    const known = error instanceof UsageError || error instanceof ConfigError;
    console.error(
      known ? error.message : error instanceof BridgeError ? error.userMessage : describeError(error).message,
    );
    process.exitCode = 1;
  },
);
