import type { Clock } from '../state/clock.ts';
import { newSecret } from '../state/ids.ts';
import { RESPONSE_URL_LIFETIME_MS, RESPONSE_URL_USES } from '../timing.ts';

/** Where a `response_url` leads: to the conversation in which the command or interaction happened. */
export interface ResponseTarget {
  readonly team: string;
  readonly channel: string;
  readonly user: string;
  /** What `replace_original` and `delete_original` mean: the message acted on, or the first answer to a command. */
  originalTs?: string;
  readonly threadTs?: string;
  /** Told of each accepted body. */
  readonly onResponse?: (body: unknown) => void;
}

interface Issued {
  readonly target: ResponseTarget;
  readonly expiresAt: number;
  uses: number;
}

/** Every `response_url` that was given out. */
export class ResponseUrls {
  readonly #clock: Clock;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The path of a new URL. */
  issue(kind: 'commands' | 'actions', target: ResponseTarget): string {
    const path = `/${kind}/${target.team}/${this.#issued.size + 1}/${newSecret(12)}`;
    this.#issued.set(path, { target, expiresAt: this.#clock.now() + RESPONSE_URL_LIFETIME_MS, uses: 0 });
    return path;
  }

  /** Counts one use; or says why there is none left. */
  use(path: string): ResponseTarget | 'no_such_url' | 'expired_url' | 'used_url' {
    const issued = this.#issued.get(path);
    if (!issued) return 'no_such_url';
    if (this.#clock.now() > issued.expiresAt) return 'expired_url';
    if (issued.uses >= RESPONSE_URL_USES) return 'used_url';
    issued.uses += 1;
    return issued.target;
  }
}
