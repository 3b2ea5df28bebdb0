/** The Webex side: rooms reached through PubNub. With the doctor's own `pubnub.ts` the only file that imports the PubNub SDK. */
import { randomUUID } from 'node:crypto';
import PubNub from 'pubnub';
import { grantFor, keepToken, type AccessToken } from './access.ts';
import { CONTROL_CHANNEL, signInChannelOf, subscriptionsOf, type ChannelLayout } from './channels.ts';
import { readDelivered, SeenProofs } from './delivered.ts';
import type { Envelope, ForwardEnvelope } from './envelope.ts';
import { describeError } from './errors.ts';
import { isUserKey } from './ids.ts';
import type { Log } from './log.ts';
import type { Delivery, RegisteredUser, RoomClient } from './ports.ts';
import { entryProofOf, personEntry } from './proof.ts';
import { publishError, statusCode, tokenRefused, unreachable } from './pubnub-errors.ts';
import { RoundTrips } from './round-trips.ts';
import { isProven, sign } from './sign.ts';
import { Supervisor } from './supervisor.ts';

export interface PubNubOptions {
  readonly publishKey: string;
  readonly subscribeKey: string;
  /** Where PubNub is: an https or http URL. */
  readonly origin: string;
  /** Who the app is on PubNub. */
  readonly userId: string;
  /** Shared with the Functions; signs what is to be forwarded. */
  readonly secret: string;
  /** The keyset's secret key, where Access Manager is on: it grants the app a token of few rights, and is used for nothing else. */
  readonly secretKey?: string | undefined;
  readonly layout: ChannelLayout;
  readonly log: Log;
}

export interface PubNubRooms extends RoomClient {
  /** Called for every delivery, in order of arrival. Set these before `follow`. */
  onDelivery: (delivery: Delivery) => void;
  /** PubNub was heard, and is not any more. */
  onLost: () => void;
  /** It is heard again, after `onLost`. @param from the last position before */
  onResumed: (from: string) => void;
  /** Resolves when PubNub answered the first subscription with the timetoken from which messages are heard. */
  readonly connected: Promise<string>;
  /** Publishes a signed message on the control channel: sets users up, removes them. Nobody hears it but the Function. */
  control(task: string, message: Readonly<Record<string, string>>): Promise<void>;
  close(): void;
}

/** PubNub counts the URL of a GET, where non-ASCII text triples; larger envelopes are posted. */
const LARGEST_GET = 1024;

const HISTORY_LIMIT = 100;

const FORBIDDEN = 403;

/** Far longer than a message takes. */
const ROUND_TRIP_MS = 10_000;

/** Channels in one address, which has to stay short enough for PubNub. */
const COUNTED_AT_ONCE = 50;

const isEnvelope = (content: Delivery['envelope']): content is Envelope =>
  content !== undefined && content.kind !== 'sign-in';

const LOST = new Set<unknown>([
  PubNub.CATEGORIES.PNConnectionErrorCategory,
  PubNub.CATEGORIES.PNDisconnectedUnexpectedlyCategory,
]);

export function connectPubNub(options: PubNubOptions): PubNubRooms {
  const { layout, log, secret } = options;
  const pubnub = new PubNub(sdkOptions(options));
  const connected = Promise.withResolvers<string>();
  // The SDK forgets where to resume when its very first request fails: it is told again with every attempt.
  let position: string | undefined;
  const seen = new SeenProofs();
  let hasConnected = false;
  let isLost = false;
  const access = options.secretKey === undefined ? undefined : accessFor(options, options.secretKey, pubnub);
  const roundTrips = new RoundTrips();
  const supervisor = new Supervisor(() => pubnub.reconnect(position === undefined ? {} : { timetoken: position }));

  pubnub.addListener({
    message: ({ channel, timetoken, message }) => {
      position = timetoken;
      try {
        rooms.onDelivery({
          channel,
          timetoken,
          envelope: roundTrips.heard(message) ? undefined : read(channel, timetoken, message),
        });
      } catch (error) {
        log.error({ channel, timetoken, error: describeError(error) }, 'a delivery was not taken');
      }
    },
    status: (status) => {
      if (status.category === PubNub.CATEGORIES.PNConnectedCategory) {
        supervisor.connected();
        hasConnected = true;
        log.info({}, 'connected to PubNub');
        const from = 'currentTimetoken' in status ? status.currentTimetoken : undefined;
        if (typeof from !== 'string') return;
        position ??= from;
        connected.resolve(from);
        if (isLost) rooms.onResumed(position);
        isLost = false;
      } else if (LOST.has(status.category)) {
        access?.renew();
        lose();
        log.warn({ inMs: supervisor.disconnected() }, 'PubNub cannot be reached; trying again');
      }
    },
  });

  function lose(): void {
    if (isLost || !hasConnected) return;
    isLost = true;
    rooms.onLost();
  }

  function read(channel: string, timetoken: string, message: unknown): Delivery['envelope'] {
    const delivered = readDelivered(secret, { channel, timetoken, message }, seen);
    if (!delivered.ok) log.warn({ channel, timetoken, why: delivered.why }, 'a message on PubNub was skipped');
    return delivered.ok ? delivered.content : undefined;
  }

  const rooms: PubNubRooms = {
    onDelivery: () => undefined,
    onLost: () => undefined,
    onResumed: () => undefined,
    connected: connected.promise,

    follow(users, from) {
      const channels = subscriptionsOf(layout, users);
      position ??= from;
      void permitted().then(
        () => pubnub.subscribe({ channels, ...(from === undefined ? {} : { timetoken: from }) }),
        ignore,
      );
    },

    async forward(channel, envelope) {
      const proof = sign(secret, channel, envelope);
      await publish({ channel, message: payload({ ...envelope, proof }), sendByPost: isLarge(envelope) });
    },

    async control(task, message) {
      const signed = payload({ ...message, task, proof: sign(secret, CONTROL_CHANNEL, { ...message, task }) });
      const quiet = { storeInHistory: false, replicate: false, sendByPost: true };
      await publish({ channel: CONTROL_CHANNEL, message: signed, meta: { task }, ...quiet });
    },

    async history(channel, count) {
      const query = { channels: [channel], count: Math.min(count, HISTORY_LIMIT), stringifiedTimeToken: true };
      await permitted();
      const { channels } = await pubnub.fetchMessages(query).catch(unreachable);
      const contents = (channels[channel] ?? []).map((item) => read(channel, String(item.timetoken), item.message));
      return contents.filter(isEnvelope);
    },

    async time() {
      const { timetoken } = await pubnub.time().catch(unreachable);
      // The SDK gives a number that is too large to be exact; to the microsecond it is.
      return String(BigInt(timetoken));
    },

    async missed(channels, after) {
      await permitted();
      const counts = new Map<string, number>();
      for (let index = 0; index < channels.length; index += COUNTED_AT_ONCE) {
        const some = channels.slice(index, index + COUNTED_AT_ONCE);
        const query = { channels: some, channelTimetokens: [after] };
        const answer = await pubnub.messageCounts(query).catch(unreachable);
        for (const [channel, count] of Object.entries(answer.channels)) if (count > 0) counts.set(channel, count);
      }
      return counts;
    },

    async since(channel, after) {
      await permitted();
      const newestFirst: Envelope[] = [];
      let start: string | undefined;
      for (;;) {
        // `end` is inclusive, and the message at `after` was heard.
        const range = { end: String(BigInt(after) + 1n), ...(start === undefined ? {} : { start }) };
        const query = { channels: [channel], count: HISTORY_LIMIT, stringifiedTimeToken: true, ...range };
        const { channels } = await pubnub.fetchMessages(query).catch(unreachable);
        const page = channels[channel] ?? [];
        const contents = page.map((item) => read(channel, String(item.timetoken), item.message));
        newestFirst.push(...contents.filter(isEnvelope).toReversed());
        start = page[0] && String(page[0].timetoken);
        if (page.length < HISTORY_LIMIT || start === undefined) return newestFirst.toReversed();
      }
    },

    async findUser(email) {
      if (/["\\]/.test(email)) return undefined;
      await permitted();
      const { data } = await pubnub.objects
        .getAllUUIDMetadata({
          filter: `email == "${email}" && type == "account"`,
          include: { customFields: true },
          limit: 2,
        })
        .catch(unreachable);
      return data.flatMap((user) => registered(secret, user) ?? [])[0];
    },

    removeUser: (personId) => rooms.control('deleteUser', { id: randomUUID(), platform: 'webex', userId: personId }),

    roundTrip: () =>
      roundTrips.run(async (id, message) => {
        const quiet = { storeInHistory: false, sendByPost: true };
        await publish({ channel: signInChannelOf(layout, id), message: { ...message }, ...quiet });
      }, ROUND_TRIP_MS),

    reconnect() {
      lose();
      pubnub.disconnect();
      pubnub.reconnect(position === undefined ? {} : { timetoken: position });
    },

    close() {
      supervisor.stop();
      access?.stop();
      pubnub.destroy();
    },
  };

  /** Where Access Manager is on, nothing works before the first token. */
  const permitted = (): Promise<void> => access?.ready ?? Promise.resolve();

  async function publish(message: PubNub.Publish.PublishParameters): Promise<void> {
    await permitted();
    try {
      await pubnub.publish(message);
    } catch (error) {
      if (!access || statusCode(error) !== FORBIDDEN) throw publishError(error);
      access.renew();
      throw tokenRefused(error);
    }
  }

  return rooms;
}

/** The secret key is used here and nowhere else: it asks for a token, bound to the app, with the rights that docs/security.md lists. */
function accessFor(options: PubNubOptions, secretKey: string, pubnub: PubNub): AccessToken {
  const granter = new PubNub({ ...sdkOptions(options), secretKey });
  const grant = () => granter.grantToken(grantFor(options.userId));
  return keepToken(grant, (token) => pubnub.setToken(token), options.log);
}

/** An end of waiting that nobody has to be told of: the app is stopping. */
const ignore = (): undefined => undefined;

export function sdkOptions({
  publishKey,
  subscribeKey,
  origin,
  userId,
}: Pick<PubNubOptions, 'publishKey' | 'subscribeKey' | 'origin' | 'userId'>): PubNub.PubNubConfiguration {
  const { host, protocol } = new URL(origin);
  return {
    publishKey,
    subscribeKey,
    userId,
    origin: host,
    ssl: protocol === 'https:',
    // The SDK's own retries end for good after about two minutes; the supervisor's do not.
    retryConfiguration: PubNub.NoneRetryPolicy(),
    // Whatever logger the SDK is given, it also prints to the console, and its lines hold whole requests.
    logLevel: PubNub.LogLevel.None,
  };
}

const isLarge = (envelope: ForwardEnvelope): boolean =>
  encodeURIComponent(JSON.stringify(envelope)).length > LARGEST_GET;

/** Plain JSON, without undefined members: what the SDK's type for payloads wants to see. */
export function payload(message: object): PubNub.Payload {
  const plain: PubNub.Payload = JSON.parse(JSON.stringify(message));
  return plain;
}

/** Undefined for an entry that no Function wrote for somebody who is connected. */
export function registered(
  secret: string,
  { id, name, email, type, profileUrl, custom }: PubNub.AppContext.UUIDMetadataObject<PubNub.AppContext.CustomData>,
): RegisteredUser | undefined {
  const { personId, proofAt: at, proofMac: mac } = custom ?? {};
  if (!isUserKey(id) || typeof personId !== 'string' || !name || !email || type !== 'account') return undefined;
  const person = { personId, name, email, avatar: profileUrl ?? undefined };
  const entry = { ...personEntry({ ...person, type }), proof: { at, mac } };
  return isProven(secret, entryProofOf(id), entry) ? { user: id, ...person } : undefined;
}
