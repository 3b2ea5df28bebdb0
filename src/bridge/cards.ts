/** Keeps the first message of each thread current: the card that says which room this is, and who is in it. */
import { describeError } from './errors.ts';
import type { Log } from './log.ts';
import type { Portal } from './model.ts';
import type { People, Queries, ThreadClient } from './ports.ts';
import { Sequence } from './sequence.ts';
import type { Settings } from './settings.ts';

interface CardParts {
  readonly threads: ThreadClient;
  readonly queries: Queries;
  readonly settings: Settings;
  readonly log: Log;
}

/** A card is a courtesy: what fails is logged, and neither holds up messages nor is tried again. */
export class Cards {
  readonly #parts: CardParts;
  /** Webex is asked one question at a time for each account. */
  readonly #accounts = new Sequence();
  readonly #people = new Map<string, People>();

  constructor(parts: CardParts) {
    this.#parts = parts;
  }

  /** Shows the room as it is now, with the people in it. Resolves when it is shown, or cannot be. */
  refresh(portal: Portal): Promise<void> {
    return this.#quietly(portal, async () => {
      const { members, next } = await this.#parts.queries.ask(portal.user, 'members', { roomId: portal.roomId });
      this.#people.set(keyOf(portal), { names: members.map(({ name }) => name), isAll: next === undefined });
      await this.#show(portal);
    });
  }

  /** The same without asking Webex: something changed that is known here. */
  show(portal: Portal): Promise<void> {
    return this.#quietly(portal, () => this.#show(portal));
  }

  /** A thread in which the room is no longer mirrored. @param link to the thread where it goes on */
  showMoved(portal: Portal, link: string | undefined): Promise<void> {
    return this.#quietly(portal, () =>
      this.#parts.threads.showCard(portal.thread, { ...portal, isMuted: false, movedTo: link ?? '' }),
    );
  }

  #show(portal: Portal): Promise<void> {
    const isMuted = this.#parts.settings.isMuted(portal.user, portal.room);
    return this.#parts.threads.showCard(portal.thread, { ...portal, isMuted, people: this.#people.get(keyOf(portal)) });
  }

  #quietly({ user, room }: Portal, work: () => Promise<void>): Promise<void> {
    return this.#accounts
      .run(user, work)
      .catch((error: unknown) =>
        this.#parts.log.info({ room, error: describeError(error) }, 'the card of a room stays as it was'),
      );
  }
}

const keyOf = ({ user, room }: Portal): string => `${user}/${room}`;
