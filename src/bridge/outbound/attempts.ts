/** Brings one entry to Webex: publishes it, waits until it is known what became of it, and tries again where that helps. */
import pRetry from 'p-retry';
import { channelOf } from '../channels.ts';
import { crashPoints } from '../crash-points.ts';
import type { EditEnvelope, ExternalMessage, MessageEnvelope } from '../envelope.ts';
import { BridgeError, describeError } from '../errors.ts';
import type { RoomKey } from '../ids.ts';
import type { Account, Content, OutboxEntry, OutboxMessage, Portal, SendIntent } from '../model.ts';
import { persistently } from '../persist.ts';
import { Settlements } from '../settlements.ts';
import { texts } from '../texts.ts';
import { contentsOf } from './contents.ts';
import { envelopeOf, isoOf } from './envelopes.ts';
import { stepIdOf, type OwnEnvelope } from './ids.ts';
import type { OutboundParts } from './parts.ts';
import { piecesLike } from './recognition.ts';
import { linkResult } from './results.ts';
import { contentsIn, stepsOf, type Step } from './steps.ts';

/** About half a minute in all before an author is told. */
const RETRY = { retries: 5, minTimeout: 1000 };

/** Longest wait in all where Webex says for how long to wait: after that its author is told, too. */
const PATIENCE_MS = 15 * 60_000;

/** Among these is one that was sent and not heard of. */
const NEWEST = 50;

/** One entry on its way. */
interface Trip {
  readonly entry: OutboxEntry;
  readonly account: Account;
  readonly portal: Portal;
  readonly contents: readonly Content[];
  intent: SendIntent | undefined;
}

/** One Webex message of it. */
interface Journey {
  readonly trip: Trip;
  readonly step: Step;
  /** It may be in Webex already. */
  isUnsure: boolean;
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
   * Resolves when it is in Webex and its Links say so. A reply is there once, however often this is called for it.
   * @throws BridgeError when it is not to be tried again for now
   */
  async bring(entry: OutboxEntry, account: Account, portal: Portal): Promise<void> {
    const { intent } = entry;
    const work = () => this.#contentsOf(entry, account, portal);
    const contents = intent ? contentsIn(intent) : await this.#retried(work, (error) => this.#delayed(entry, error));
    const trip: Trip = { entry, account, portal, contents, intent };
    for (const step of await stepsOf(this.#parts.portals, entry, contents)) await this.#bring(trip, step);
  }

  #contentsOf(entry: OutboxEntry, account: Account, portal: Portal): Promise<readonly Content[]> {
    return entry.kind === 'delete' ? Promise.resolve([]) : contentsOf(entry, account, portal, this.#parts);
  }

  async #bring(trip: Trip, step: Step): Promise<void> {
    const journey: Journey = { trip, step, isUnsure: trip.entry.intent !== undefined, others: new Set() };
    this.#journeys.set(step.id, journey);
    try {
      await this.#retried(
        () => this.#attempt(journey),
        (error) => this.#failed(journey, error),
      );
    } catch (error) {
      // The last word has whoever saw it arrive.
      if (isStoreFailure(error) || !journey.isUnsure || !(await this.#isKnown(journey))) throw error;
    } finally {
      this.#journeys.delete(step.id);
    }
  }

  #retried<T>(work: () => Promise<T>, failed: (error: Error) => Promise<void>): Promise<T> {
    return pRetry(work, {
      ...(this.#parts.retry ?? RETRY),
      maxRetryTime: PATIENCE_MS,
      signal: this.#closed,
      // Waiting for as long as Webex says is no failure.
      shouldConsumeRetry: ({ error }) => waitOf(error) === undefined,
      shouldRetry: ({ error }) => error instanceof BridgeError && error.retryable && !isStoreFailure(error),
      onFailedAttempt: ({ error }) => failed(error),
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
    const entry = this.#journeys.get(id)?.trip.entry;
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

  /** Whether all that was to be published of it is in Webex. */
  async isComplete(entry: OutboxEntry): Promise<boolean> {
    return (await this.#left(entry)).length === 0;
  }

  /** What may be in Webex, and is not known to be. */
  #left(entry: OutboxEntry): Promise<readonly Step[]> {
    return stepsOf(this.#parts.portals, entry, entry.intent ? contentsIn(entry.intent) : []);
  }

  async #attempt(journey: Journey): Promise<void> {
    const { trip, step, isUnsure } = journey;
    const { account, portal } = trip;
    const { layout, portals, roomClient } = this.#parts;
    const left = await stepsOf(portals, trip.entry, trip.contents);
    if (!left.some(({ id }) => id === step.id)) return;
    if (isUnsure && (await this.#isKnown(journey))) return;
    const earlier = isUnsure ? { since: isoOf(trip.entry.ts), not: await this.#notThese(journey) } : undefined;
    const link = step.kind === 'message' ? undefined : await portals.linkOfSlack(trip.entry, step.piece);
    await this.#intend(journey);
    const settled = this.#settlements.expect(step.id);
    const channel = channelOf(layout, portal.user, portal.room);
    const published = roomClient.forward(channel, envelopeOf({ step, account, portal, link, earlier })).then(() => {
      crashPoints.reached('outbound:published');
      this.#settlements.limit(step.id);
      return settled;
    });
    // Whether it is settled before PubNub says so, or after.
    await Promise.race([settled, published]);
  }

  /**
   * Equal texts sent on purpose must not be taken for this one: what was sent shortly before, what else of the same message is
   * there, and what turned out to be another.
   */
  async #notThese({ trip: { entry, portal }, step, others }: Journey): Promise<string[]> {
    if (step.kind !== 'message') return [];
    const { portals } = this.#parts;
    const links = await Promise.all([...(portal.sent ?? []), entry].map((reply) => portals.linksOfSlack(reply)));
    return [...new Set([...links.flat().map(({ webexId }) => webexId), ...others])];
  }

  /** What is published may arrive although nobody hears of it: that is written down first. */
  async #intend(journey: Journey): Promise<void> {
    const { trip } = journey;
    if (!trip.intent) {
      const intent = { at: new Date().toISOString(), contents: trip.contents };
      await this.#parts.store.outbox.set(trip.entry.id, { ...trip.entry, intent });
      trip.intent = intent;
    }
    journey.isUnsure = true;
    crashPoints.reached('outbound:intended');
  }

  /** Looks for what may have been sent, without sending it. Links what it finds. @returns whether any of it is in Webex */
  async find(entry: OutboxMessage, account: Account, portal: Portal): Promise<boolean> {
    const { portals } = this.#parts;
    const trip: Trip = { entry, account, portal, contents: [], intent: entry.intent };
    for (const step of await this.#left(entry)) await this.#isKnown({ trip, step, isUnsure: true, others: new Set() });
    if (!(await this.isComplete(entry))) await this.#findInWebex(entry, account, portal);
    return (await portals.linkOfSlack(entry)) !== undefined;
  }

  async #findInWebex(entry: OutboxMessage, account: Account, portal: Portal): Promise<void> {
    const { portals, queries } = this.#parts;
    const { envelopes } = await queries.ask(account.user, 'messages', { roomId: portal.roomId, limit: NEWEST });
    for (const envelope of envelopes.toReversed()) {
      const isWritten = envelope.kind === 'message' || envelope.kind === 'edit';
      if (!isWritten || !envelope.externalObj) continue;
      if (await portals.linkOf(account.user, envelope.externalObj.id)) continue;
      await this.recognise(entry, account, portal.room, envelope);
    }
  }

  /** Whether a Webex message of the owner's, which mirrors nothing yet, is one of this entry. Then it is linked. */
  async recognise(
    entry: OutboxEntry,
    account: Account,
    room: RoomKey,
    envelope: MessageEnvelope | EditEnvelope,
  ): Promise<boolean> {
    const { externalObj } = envelope;
    if (!externalObj) return false;
    for (const piece of piecesLike(entry, account, envelope)) {
      if (await this.#parts.portals.linkOfSlack(entry, piece)) continue;
      const id = stepIdOf(entry.id, piece);
      if (await this.found(account, room, { id, kind: 'message' }, externalObj)) return true;
    }
    return false;
  }

  /** Whether the Function knows what became of an attempt. Where it does not answer, or does not know, Webex is asked with the next attempt. */
  async #isKnown({ trip: { account, portal }, step, others }: Journey): Promise<boolean> {
    const { externalObj } = await this.#parts.queries
      .ask(account.user, 'result', { envelopeId: step.id })
      .catch(() => ({ externalObj: undefined }));
    if (!externalObj || others.has(externalObj.id)) return false;
    return this.found(account, portal.room, step, externalObj);
  }

  async #failed(journey: Journey, error: Error): Promise<void> {
    const { trip, step } = journey;
    this.#settlements.forget(step.id);
    if (!isStoreFailure(error) && isCertain(error)) {
      journey.isUnsure = false;
      await this.#withdraw(trip);
    }
    await this.#delayed(trip.entry, error);
  }

  /** Nothing of it is in Webex: what happens to it until the next attempt is sent with it. */
  async #withdraw(trip: Trip): Promise<void> {
    const { portals, store } = this.#parts;
    const { intent: _intent, ...rest } = trip.entry;
    if (!trip.intent || (await portals.linkOfSlack(rest))) return;
    await store.outbox.set(rest.id, rest);
    trip.intent = undefined;
  }

  async #delayed({ id }: OutboxEntry, error: Error): Promise<void> {
    if (isStoreFailure(error)) return;
    this.#parts.log.warn({ id, error: describeError(error) }, 'a reply did not go out');
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
