/** What Webex has of a room and this side does not. */
import type { EditEnvelope, Envelope, ExternalMessage, MessageEnvelope } from './envelope.ts';
import type { RoomKey } from './ids.ts';
import { keyOf } from './ids.ts';
import type { Account, Gap } from './model.ts';
import type { Queries } from './ports.ts';
import type { Portals } from './portals.ts';

interface MissedParts {
  readonly portals: Portals;
  readonly queries: Queries;
}

const PAGE = 50;

/** A room that was far busier than this while nobody listened is read in Webex. */
const MOST = 2000;

type Written = MessageEnvelope | EditEnvelope;

export class Missed {
  readonly #parts: MissedParts;

  constructor(parts: MissedParts) {
    this.#parts = parts;
  }

  /** Whether a message of Webex is mirrored, or was written before anything of its room was. */
  async isKnown(account: Account, room: RoomKey, message: Pick<ExternalMessage, 'id' | 'created'>): Promise<boolean> {
    const { portals } = this.#parts;
    const portal = await portals.ofRoom(account.user, room);
    const start = portal?.since ?? account.connectedAt;
    if (start === undefined || message.created <= start) return true;
    return (await portals.linkOf(account.user, message.id)) !== undefined;
  }

  /** The messages that stand right before one and are not known, oldest first. Throws a BridgeError. */
  async before(
    account: Account,
    roomId: string,
    message: ExternalMessage | undefined,
  ): Promise<readonly MessageEnvelope[]> {
    const room = keyOf(roomId, 'ROOM');
    if (!room || !message) return [];
    const stop = (written: Written): Promise<boolean> => this.isKnown(account, room, externalOf(written));
    return this.#read(account, roomId, stop, message.id);
  }

  /** What a long catch-up left out and is not shown yet, oldest first. Throws a BridgeError. */
  async between(account: Account, roomId: string, { after, before }: Gap): Promise<readonly MessageEnvelope[]> {
    const found = await this.#read(account, roomId, async (written) => externalOf(written).created < after, before);
    const links = await Promise.all(found.map((one) => this.#parts.portals.linkOf(account.user, externalOf(one).id)));
    return found.filter((_, index) => links[index] === undefined);
  }

  /** All messages since a time that are not mirrored, oldest first. @param since ISO 8601. Throws a BridgeError. */
  async since(account: Account, roomId: string, since: string): Promise<readonly MessageEnvelope[]> {
    const room = keyOf(roomId, 'ROOM');
    if (!room) return [];
    const stop = async (written: Written): Promise<boolean> => externalOf(written).created < since;
    const found = await this.#read(account, roomId, stop);
    const known = await Promise.all(found.map((one) => this.isKnown(account, room, externalOf(one))));
    return found.filter((_, index) => !known[index]);
  }

  async #read(
    account: Account,
    roomId: string,
    stop: (written: Written) => Promise<boolean>,
    before?: string,
  ): Promise<readonly MessageEnvelope[]> {
    const newestFirst: MessageEnvelope[] = [];
    let beforeMessage = before;
    while (newestFirst.length < MOST) {
      const args = { roomId, limit: PAGE, ...(beforeMessage === undefined ? {} : { beforeMessage }) };
      const { envelopes, more } = await this.#parts.queries.ask(account.user, 'messages', args);
      for (const written of envelopes.filter(isWritten)) {
        if (await stop(written)) return newestFirst.toReversed();
        newestFirst.push(asMessage(written));
      }
      beforeMessage = envelopes.filter(isWritten).at(-1)?.externalObj?.id;
      if (!more || beforeMessage === undefined) break;
    }
    return newestFirst.toReversed();
  }
}

const isWritten = (envelope: Envelope): envelope is Written => envelope.kind === 'message' || envelope.kind === 'edit';

const externalOf = ({ externalObj }: Written): Pick<ExternalMessage, 'id' | 'created'> =>
  externalObj ?? { id: '', created: '' };

/** As it reads now. The id is the one that its webhook would have brought, so that it is known when that comes after all. */
function asMessage(written: Written): MessageEnvelope {
  if (written.kind === 'message') return written;
  return { ...written, kind: 'message' };
}
