/** A bridge between two fakes, on a real store that can be told to fail. */
import { onTestFinished } from 'vitest';
import { Bridge } from '../../../src/bridge/bridge.ts';
import type { ChannelLayout } from '../../../src/bridge/channels.ts';
import type { Document } from '../../../src/bridge/convert/document.ts';
import type { MessageEnvelope } from '../../../src/bridge/envelope.ts';
import { BridgeError } from '../../../src/bridge/errors.ts';
import type { Log } from '../../../src/bridge/log.ts';
import type { Account, MessageRef, Reply, ReplyDeletion, ReplyEdit } from '../../../src/bridge/model.ts';
import type { SignInOptions } from '../../../src/bridge/sign-ins.ts';
import { openStore, type Store, type Table } from '../../../src/bridge/store.ts';
import { account, external, message, roomId, roomKey } from '../../support/builders.ts';
import { Changes, FakeFiles, FakeQueries, FakeRooms, FakeThreads } from '../../support/fakes.ts';

export interface LogLine {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

interface WorldOptions {
  readonly layout?: ChannelLayout;
  readonly accounts?: readonly Account[];
  /** How often a send is tried again; at once. */
  readonly retries?: number;
  /** How long a reply waits for an earlier one that is told later; not at all unless told. */
  readonly settleMs?: number;
  /** Whether users sign in by themselves. */
  readonly signIn?: boolean;
}

type TableName = Exclude<keyof Store, 'close'>;

const SIGN_IN: SignInOptions = {
  clientId: 'C-webex',
  webexApiUrl: 'https://webex.test/v1',
  functionsUrl: 'https://functions.test',
  secret: 'a secret of more than thirty-two letters',
};

/** Everything outside the bridge, which outlives it, and the bridge itself. */
export class World {
  readonly changes = new Changes();
  readonly threads = new FakeThreads(this.changes);
  readonly rooms: FakeRooms;
  readonly queries = new FakeQueries(this.changes);
  readonly files = new FakeFiles();
  readonly store: Store;
  readonly logged: LogLine[] = [];
  bridge: Bridge;
  readonly #retries: number;
  readonly #settleMs: number;
  readonly #signIn: SignInOptions | undefined;
  readonly #broken = new Map<TableName, 'reads and writes' | 'writes'>();
  #messages = 0;

  constructor(store: Store, { layout = 'nested', retries = 2, settleMs = 0, signIn = false }: WorldOptions) {
    this.rooms = new FakeRooms(this.changes, layout);
    this.store = this.#watched(store);
    this.#retries = retries;
    this.#settleMs = settleMs;
    this.#signIn = signIn ? SIGN_IN : undefined;
    this.bridge = this.#build();
  }

  /** The bridge ends, as in a crash, and comes back with the same store. What it had begun goes on unseen. */
  async restart(): Promise<void> {
    await this.loadAnew();
    await this.bridge.start();
  }

  /** The same, but it hears nothing of Webex yet. */
  async loadAnew(): Promise<void> {
    this.bridge.close();
    this.rooms.forget();
    this.bridge = this.#build();
    await this.bridge.load();
  }

  /** Resolves when nothing is under way any more; the bridge takes nothing new afterwards. */
  drain(): Promise<void> {
    return this.bridge.drain();
  }

  /** One table fails until the returned function is called. */
  breakTable(name: TableName, what: 'reads and writes' | 'writes' = 'reads and writes'): () => void {
    this.#broken.set(name, what);
    return () => this.#broken.delete(name);
  }

  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    return this.changes.until(what, holds);
  }

  /** Somebody writes in a room of the first account (or the one given) from a Webex client. */
  webexSays(text: string, { room = 1, by = 'Ann', to = account(1).user, ...more }: Said = {}): MessageEnvelope {
    this.#messages += 1;
    const envelope = message(this.#messages, {
      senderName: by,
      channelName: `Room ${room}`,
      platformChannelId: roomId(room),
      externalObj: external(this.#messages, { roomId: roomId(room) }),
      text,
      ...more,
    });
    this.rooms.hear(to, roomKey(room), envelope);
    return envelope;
  }

  /** A room has a thread: somebody wrote in it. */
  async roomIsMirrored(room = 1): Promise<void> {
    this.webexSays('first', { room });
    await this.until('the thread is open', () => this.threads.messages.some(({ text }) => text === 'first'));
    await this.until(
      'the message is linked',
      async () => (await this.cursor()) === this.rooms.stream.at(-1)?.timetoken,
    );
  }

  /** The owner answers in the thread of a room. Resolves when Slack would be told that the event arrived. */
  async reply(text: string | Document, { room = 1, by = 'U1', files = 0 } = {}): Promise<Reply> {
    const reply = this.threads.write(this.threads.thread(`Room ${room}`), by, text, files);
    await this.bridge.fromSlack(reply);
    return reply;
  }

  /** The owner changes a reply. Resolves when Slack would be told that the event arrived. */
  async rewrite(reply: MessageRef, text: string | Document): Promise<ReplyEdit> {
    const event = this.threads.rewrite(reply, text);
    await this.bridge.fromSlack(event);
    return event;
  }

  /** The owner deletes a reply. */
  async unwrite(reply: MessageRef): Promise<ReplyDeletion> {
    const event = this.threads.unwrite(reply);
    await this.bridge.fromSlack(event);
    return event;
  }

  /** How far PubNub's stream is dealt with, as a restart would see it. */
  cursor(): Promise<string | undefined> {
    return this.store.cursors.get('pubnub');
  }

  #build(): Bridge {
    const { threads, rooms, store } = this;
    const retry = { retries: this.#retries, minTimeout: 0 };
    const bridge = new Bridge({
      store,
      threads,
      roomClient: rooms,
      queries: this.queries,
      files: this.files,
      signIn: this.#signIn,
      layout: rooms.layout,
      log: this.#log(),
      retry,
      settleMs: this.#settleMs,
      patienceMs: 20,
    });
    rooms.listener = (delivery) => bridge.fromWebex(delivery);
    return bridge;
  }

  #log(): Log {
    const write = (level: keyof Log) => (fields: object, text: string) => {
      this.logged.push({ level, fields, message: text });
      this.changes.announce();
    };
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  }

  #watched(store: Store): Store {
    const watch = <T>(name: TableName, table: Table<T>): Table<T> => {
      const read = async <R>(work: () => Promise<R>): Promise<R> => {
        if (this.#broken.get(name) === 'reads and writes') throw broken();
        return work();
      };
      const write = async (work: () => Promise<void>): Promise<void> => {
        if (this.#broken.has(name)) throw broken();
        await work().finally(() => this.changes.announce());
      };
      return {
        get: (key) => read(() => table.get(key)),
        set: (key, value, lifetimeMs) => write(() => table.set(key, value, lifetimeMs)),
        setMany: (rows, lifetimeMs) => write(() => table.setMany(rows, lifetimeMs)),
        delete: (key) => write(() => table.delete(key)),
        deleteMany: (keys) => write(() => table.deleteMany(keys)),
        all: () => read(() => table.all()),
        startingWith: (prefix) => read(() => table.startingWith(prefix)),
      };
    };
    return {
      accounts: watch('accounts', store.accounts),
      portals: watch('portals', store.portals),
      threads: watch('threads', store.threads),
      links: watch('links', store.links),
      mirrors: watch('mirrors', store.mirrors),
      merged: watch('merged', store.merged),
      deleted: watch('deleted', store.deleted),
      intents: watch('intents', store.intents),
      files: watch('files', store.files),
      gaps: watch('gaps', store.gaps),
      cursors: watch('cursors', store.cursors),
      outbox: watch('outbox', store.outbox),
      parked: watch('parked', store.parked),
      wishes: watch('wishes', store.wishes),
      handled: watch('handled', store.handled),
      signIns: watch('signIns', store.signIns),
      settings: watch('settings', store.settings),
      greetings: watch('greetings', store.greetings),
      close: () => store.close(),
    };
  }
}

const broken = (): BridgeError => new BridgeError('store-failed', 'broken by the test', { retryable: true });

type Said = Partial<MessageEnvelope> & { readonly room?: number; readonly by?: string; readonly to?: Account['user'] };

/** A world in which these accounts are connected (the first, unless told) and the bridge has started. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const world = new World(await openStore(':memory:'), options);
  onTestFinished(() => world.store.close());
  for (const one of options.accounts ?? [account(1)]) await world.store.accounts.set(one.user, one);
  await world.bridge.load();
  await world.bridge.start();
  return world;
}
