/** Brings one entry to Webex: publishes it, waits until it is known what became of it, and tries again where that helps. */
import pRetry from 'p-retry';
import { channelOf } from '../channels.ts';
import { crashPoints } from '../crash-points.ts';
import type { ExternalMessage } from '../envelope.ts';
import { BridgeError, describeError } from '../errors.ts';
import type { RoomKey } from '../ids.ts';
import type { Account, Content, OutboxEntry, OutboxMessage, Portal, SendIntent } from '../model.ts';
import { persistently } from '../persist.ts';
import { Settlements } from '../settlements.ts';
import { texts } from '../texts.ts';
import { contentOf, envelopeOf, isoOf } from './envelopes.ts';
import type { OwnEnvelope } from './ids.ts';
import type { OutboundParts } from './parts.ts';
import { isThatOf } from './recognition.ts';
import { isSettled, linkResult } from './results.ts';

/** About half a minute in all before an author is told. */
const RETRY = { retries: 5, minTimeout: 1000 };

/** Longest wait in all where Webex says for how long to wait: after that its author is told, too. */
const PATIENCE_MS = 15 * 60_000;

/** Among these is one that was sent and not heard of. */
const NEWEST = 50;

/** One entry on its way. */
interface Journey {
  readonly entry: OutboxEntry;
  readonly account: Account;
  readonly portal: Portal;
  intent: SendIntent | undefined;
  /** Webex ids that were taken for it, and belong to other messages. */
  readonly others: Set<string>;
}

export class Attempts {
  readonly #parts: OutboundParts;
  readonly #closed: AbortSignal;
  readonly #settlements = new Settlements();
  readonly #journeys = new Map<string, Journey>();

  constructor(parts: OutboundParts & { readonly closed: AbortSignal }) {
    this.#parts = parts;
    this.#closed = parts.closed;
  }

  /**
   * Resolves when it is in Webex and the Link says so. A reply is there once, however often this is called for it.
   * @throws BridgeError when it is not to be tried again for now
   */
  async bring(entry: OutboxEntry, account: Account, portal: Portal): Promise<void> {
    const journey: Journey = { entry, account, portal, intent: entry.intent, others: new Set() };
    this.#journeys.set(entry.id, journey);
    try {
      await this.#retried(journey);
    } catch (error) {
      // The last word has whoever saw it arrive.
      if (isStoreFailure(error) || !journey.intent || !(await this.#isKnown(journey))) throw error;
    } finally {
      this.#journeys.delete(entry.id);
    }
  }

  #retried(journey: Journey): Promise<void> {
    return pRetry(() => this.#attempt(journey), {
      ...(this.#parts.retry ?? RETRY),
      maxRetryTime: PATIENCE_MS,
      signal: this.#closed,
      // Waiting for as long as Webex says is no failure.
      shouldConsumeRetry: ({ error }) => waitOf(error) === undefined,
      shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable && !isStoreFailure(error),
      onFailedAttempt: ({ error }) => this.#failed(journey, error),
    });
  }

  /**
   * Our own envelope, as it came back from PubNub: early, late or twice. Links what Webex made of it, so that the echo from
   * Webex is known.
   * @returns whether it is in Webex under this id now
   */
  async settle(account: Account, room: RoomKey, envelope: OwnEnvelope): Promise<boolean> {
    const { id, forwardToPlatform, externalObj } = envelope;
    if (forwardToPlatform || !externalObj) {
      this.#settlements.reject(id, functionMissing());
      return false;
    }
    return this.found(account, room, envelope, externalObj);
  }

  /** It is in Webex, whoever says so. False where that Webex message mirrors another Slack message. */
  async found(
    { user }: Account,
    room: RoomKey,
    { id, kind }: Pick<OwnEnvelope, 'id' | 'kind'>,
    { id: webexId }: ExternalMessage,
  ): Promise<boolean> {
    crashPoints.reached('outbound:settled');
    const entry = this.#journeys.get(id)?.entry;
    const edited = entry?.kind === 'message' ? entry.edited : undefined;
    const { portals, log } = this.#parts;
    const work = () => linkResult(portals, { user, room, webexId, kind, id, edited });
    const isOurs = await persistently(work, this.#closed, log);
    if (isOurs) {
      crashPoints.reached('outbound:linked');
      this.#settlements.resolve(id);
    } else {
      this.#journeys.get(id)?.others.add(webexId);
      this.#settlements.reject(id, mistaken());
    }
    return isOurs;
  }

  async #attempt(journey: Journey): Promise<void> {
    const { entry, account, portal } = journey;
    const { layout, portals, roomClient, threads } = this.#parts;
    const link = await portals.linkOfSlack(entry);
    if (isSettled(entry, link)) return;
    if (journey.intent && (await this.#isKnown(journey))) return;
    const earlier = journey.intent && { since: isoOf(entry.ts), not: await this.#notThese(journey) };
    const content = journey.intent?.content ?? (await contentOf(entry, threads));
    await this.#intend(journey, content);
    const settled = this.#settlements.expect(entry.id);
    const channel = channelOf(layout, portal.user, portal.room);
    const published = roomClient
      .forward(channel, envelopeOf({ entry, content, account, portal, link, earlier }))
      .then(() => {
        crashPoints.reached('outbound:published');
        this.#settlements.limit(entry.id);
        return settled;
      });
    // Whether it is settled before PubNub says so, or after.
    await Promise.race([settled, published]);
  }

  /** Equal texts sent on purpose must not be taken for this one: what was sent shortly before, and what turned out to be another. */
  async #notThese({ entry, portal, others }: Journey): Promise<string[]> {
    if (entry.kind !== 'message') return [];
    const links = await Promise.all((portal.sent ?? []).map((reply) => this.#parts.portals.linkOfSlack(reply)));
    return [...new Set([...links.flatMap((link) => link?.webexId ?? []), ...others])];
  }

  /** What is published may arrive although nobody hears of it: that is written down first. */
  async #intend(journey: Journey, content: Content): Promise<void> {
    if (!journey.intent) {
      const intent = { at: new Date().toISOString(), content };
      await this.#parts.store.outbox.set(journey.entry.id, { ...journey.entry, intent });
      journey.intent = intent;
    }
    crashPoints.reached('outbound:intended');
  }

  /** Looks for what may have been sent, without sending it. Links it where it is found. */
  async find(entry: OutboxMessage, account: Account, portal: Portal): Promise<boolean> {
    const { portals, queries } = this.#parts;
    const journey: Journey = { entry, account, portal, intent: entry.intent, others: new Set() };
    if (await this.#isKnown(journey)) return true;
    const { envelopes } = await queries.ask(account.user, 'messages', { roomId: portal.roomId, limit: NEWEST });
    for (const envelope of envelopes.toReversed()) {
      const isWritten = envelope.kind === 'message' || envelope.kind === 'edit';
      if (!isWritten || !envelope.externalObj || !isThatOf(entry, account, envelope)) continue;
      if (await portals.linkOf(account.user, envelope.externalObj.id)) continue;
      return this.found(account, portal.room, entry, envelope.externalObj);
    }
    return false;
  }

  /** Whether the Function knows what became of an attempt. Where it does not answer, or does not know, Webex is asked with the next attempt. */
  async #isKnown({ entry, account, portal, others }: Journey): Promise<boolean> {
    const { externalObj } = await this.#parts.queries
      .ask(account.user, 'result', { envelopeId: entry.id })
      .catch(() => ({ externalObj: undefined }));
    if (!externalObj || others.has(externalObj.id)) return false;
    return this.found(account, portal.room, entry, externalObj);
  }

  async #failed(journey: Journey, error: Error): Promise<void> {
    const { entry } = journey;
    this.#settlements.forget(entry.id);
    if (isStoreFailure(error)) return;
    this.#parts.log.warn({ id: entry.id, error: describeError(error) }, 'a reply did not go out');
    if (journey.intent && isCertain(error)) {
      const { intent: _intent, ...rest } = entry;
      await this.#parts.store.outbox.set(entry.id, rest);
      journey.intent = undefined;
    }
    const waitMs = waitOf(error);
    if (waitMs !== undefined) await delay(waitMs, this.#closed);
  }
}

/** Whether after this error it is sure that nothing arrived. */
function isCertain(error: Error): boolean {
  if (!(error instanceof BridgeError)) return false;
  const { code, refusal } = error;
  if (code === 'webex-refused') return refusal !== 'unavailable';
  return code === 'pubnub-refused' || code === 'function-missing';
}

const isStoreFailure = (error: unknown): boolean => error instanceof BridgeError && error.code === 'store-failed';

const waitOf = (error: Error): number | undefined => (error instanceof BridgeError ? error.retryAfterMs : undefined);

const functionMissing = (): BridgeError =>
  new BridgeError(
    'function-missing',
    'PubNub delivered a reply without running webex-publish: npm run doctor finds out why, and says what to do',
    { userMessage: texts.notSetUp },
  );

const mistaken = (): BridgeError =>
  new BridgeError('mistaken', 'An equal message was taken for a reply', {
    retryable: true,
    userMessage: texts.unconfirmed,
  });

/** Resolves early when waiting has no sense any more. */
function delay(ms: number, closed: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  closed.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
