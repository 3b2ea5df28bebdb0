/**
 * The rules of the bridge, each broken on purpose: exact changes of its source, and the cases of which at least one must then
 * find something. Where a rule is guarded twice, both guards are taken away.
 */
export interface Edit {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutation {
  readonly rule: string;
  /** What the changed bridge does. */
  readonly broken: string;
  readonly edits: readonly Edit[];
  /** Names of cases. */
  readonly cases: readonly string[];
  /** What at least one of them must count. */
  readonly finds: 'lost' | 'duplicated' | 'reordered' | 'wrong' | 'error';
}

export const MUTATIONS: readonly Mutation[] = [
  {
    rule: 'journal before acknowledgement',
    broken: 'acknowledges a reply, and writes it down a moment later',
    edits: [
      {
        file: 'src/slack/journaled-app.ts',
        find: 'await this.#write(event.body);\n    await super.processEvent(event);',
        replace: 'await super.processEvent(event);\n    setTimeout(() => void this.#write(event.body), 100);',
      },
    ],
    cases: ['kill-without-slack-history'],
    finds: 'lost',
  },
  {
    rule: 'an intent before each post',
    broken: 'posts in Slack without having written down that it will',
    edits: [
      {
        file: 'src/bridge/mirror.ts',
        find: 'await store.intents.set(portalKey(portal, room), intent);',
        replace: '',
      },
    ],
    cases: ['kill-at-inbound-posted'],
    finds: 'duplicated',
  },
  {
    rule: 'an intent before each thread',
    broken: 'opens a thread without having written down that it will',
    edits: [
      {
        file: 'src/bridge/mirror.ts',
        find: 'await store.intents.set(portalKey(account, room), intent);',
        replace: '',
      },
    ],
    cases: ['kill-at-thread-opened'],
    finds: 'duplicated',
  },
  {
    rule: 'an intent before each send',
    broken: 'sends to Webex without looking for what an earlier attempt may have sent',
    edits: [
      {
        file: 'functions/forward/attempt.ts',
        find: 'const found = mayBeSent || send.earlier ? pick(',
        replace: 'const found = false ? pick(',
      },
      {
        file: 'src/bridge/outbound/attempts.ts',
        find: 'const earlier = isUnsure ? {',
        replace: 'const earlier = false ? {',
      },
    ],
    cases: ['lost-answers'],
    finds: 'duplicated',
  },
  {
    rule: 'a reconciling look before a resend',
    broken: 'does not look in Slack for a post that may be there',
    edits: [
      {
        file: 'src/bridge/mirror.ts',
        find: 'if (this.#settled.has(key)) return;',
        replace: 'if (this.#settled.size >= 0) return;',
      },
    ],
    cases: ['kill-at-inbound-posted'],
    finds: 'duplicated',
  },
  {
    rule: 'replies are deduplicated',
    broken: 'takes every event of Slack for a new reply',
    edits: [
      {
        file: 'src/bridge/outbound/ids.ts',
        find: "return event.kind === 'message' ? id :",
        replace: "return event.kind === 'message' ? `${id}:${Math.random()}` :",
      },
      {
        file: 'src/bridge/outbound/journal.ts',
        find: 'if (isLinked || (await store.handled.get(id))) return;',
        replace: '',
      },
      {
        file: 'src/bridge/outbound/steps.ts',
        find: 'if (isSettled({ kind, at: entry.at }, link)) return undefined;',
        replace: '',
      },
    ],
    cases: ['all-twice'],
    finds: 'duplicated',
  },
  {
    rule: 'messages of Webex are deduplicated',
    broken: 'takes every delivery for a new message',
    edits: [
      {
        file: 'src/bridge/room-queue.ts',
        find: 'if (items.some(({ event }) => event.id === item.event.id)) return false;',
        replace: '',
      },
      {
        file: 'src/bridge/room-work.ts',
        find: 'return pieces.filter((_, index) => links[index] === undefined);',
        replace: 'return links.length === pieces.length ? pieces : [];',
      },
    ],
    cases: ['all-twice'],
    finds: 'duplicated',
  },
  {
    rule: 'order within a room',
    broken: 'lets several things of one room happen at once',
    edits: [
      {
        file: 'src/bridge/sequence.ts',
        find: 'concurrency: 1',
        replace: 'concurrency: 10',
      },
    ],
    cases: ['burst', '503-webex-5s'],
    finds: 'reordered',
  },
  {
    rule: 'order through gaps',
    broken: 'does not wait for what stands before a message',
    edits: [
      {
        file: 'src/bridge/room-work.ts',
        find: "if (!(await this.#knowsWhatIsBefore(account, queue, head))) return 'missing';",
        replace: '',
      },
    ],
    cases: ['webhooks', 'pubnub-messages'],
    finds: 'reordered',
  },
  {
    rule: 'the cursor moves after the Link',
    broken: 'counts a delivery as dealt with when it arrives',
    edits: [
      {
        file: 'src/bridge/inbound.ts',
        find: 'return { event, heardAt: performance.now(), done: () => void this.#finish(done) };',
        replace: 'void this.#finish(done);\n    return { event, heardAt: performance.now(), done: () => undefined };',
      },
    ],
    cases: ['kill-at-inbound-intended'],
    finds: 'wrong',
  },
  {
    rule: "PubNub's history for gaps",
    broken: 'reads no history after a gap',
    edits: [
      {
        file: 'src/bridge/catch-up.ts',
        find: 'const kept = await roomClient.since(channel, from);',
        replace: 'const kept: Awaited<ReturnType<typeof roomClient.since>> = [];',
      },
    ],
    cases: ['gap', 'away-25-minutes'],
    finds: 'wrong',
  },
  {
    rule: 'Webex itself for longer gaps',
    broken: 'does not ask Webex for what was missed',
    edits: [
      {
        file: 'src/bridge/missed.ts',
        find: 'const found = await this.#read(account, roomId, stop);',
        replace: 'const found = (await this.#read(account, roomId, stop)).slice(0, 0);',
      },
    ],
    cases: ['webhook-disabled', '503-pubnub-200s'],
    finds: 'lost',
  },
  {
    rule: 'replies written while the bridge was away',
    broken: 'does not look in Slack after a pause',
    edits: [
      {
        file: 'src/bridge/outbound/catch-up.ts',
        find: 'await Promise.all(places.map((place) => this.#look(place)));',
        replace: 'for (const { channel } of places) this.#held.delete(channel);\n    this.#parts.released();',
      },
    ],
    cases: ['gap'],
    finds: 'lost',
  },
  {
    rule: 'a supervisor for PubNub',
    broken: 'does not connect again when PubNub was away',
    edits: [
      {
        file: 'src/bridge/supervisor.ts',
        find: 'this.#timer = setTimeout(this.#reconnect, wait);',
        replace: '',
      },
      {
        file: 'src/bridge/liveness.ts',
        find: 'this.#line.reconnect();',
        replace: '',
      },
    ],
    cases: ['503-pubnub-5s'],
    finds: 'lost',
  },
  {
    rule: 'a synthetic round trip',
    broken: 'does not notice that the subscription is half-open',
    edits: [
      {
        file: 'src/bridge/liveness.ts',
        find: 'this.#line.reconnect();',
        replace: '',
      },
    ],
    cases: ['half-open-poll'],
    finds: 'lost',
  },
  {
    rule: 'Retry-After is honoured',
    broken: 'calls Slack again at once after a 429',
    edits: [
      {
        file: 'src/slack/calls.ts',
        find: 'await wait(error.retryAfter * 1000,',
        replace: 'await wait(10,',
      },
    ],
    cases: ['429-slack'],
    finds: 'wrong',
  },
  {
    rule: 'a 429 holds up its channel and no other',
    broken: 'has one queue for all channels',
    edits: [
      {
        file: 'src/slack/calls.ts',
        find: 'return this.#sequence.run(lane, () =>',
        replace: "return this.#sequence.run('all', () =>",
      },
    ],
    cases: ['429-one-channel'],
    finds: 'error',
  },
  {
    rule: 'a store that fails stops acknowledging',
    broken: 'acknowledges a reply that could not be written down',
    edits: [
      {
        file: 'src/bridge/outbound/journal.ts',
        find: 'const { entries, strangers } = await persistently(work, this.#parts.closed, this.#parts.log);',
        replace: 'const { entries, strangers }: Found = await work().catch(() => ({ entries: [], strangers: [] }));',
      },
    ],
    cases: ['store-full', 'store-locked'],
    finds: 'lost',
  },
  {
    rule: 'who wrote a reply that failed is told',
    broken: 'sets a reply aside without a word',
    edits: [
      {
        file: 'src/bridge/outbound/parking.ts',
        find: "crashPoints.reached('outbound:parked');\n    this.#tell(row);",
        replace: "crashPoints.reached('outbound:parked');",
      },
    ],
    cases: ['read-only'],
    finds: 'lost',
  },
];
