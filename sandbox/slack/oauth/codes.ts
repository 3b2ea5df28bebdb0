import type { Clock } from '../state/clock.ts';
import { newSecret } from '../state/ids.ts';
import type { User } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';

/** Documented: a code is good for ten minutes. */
const CODE_LIFETIME_MS = 10 * 60_000;

interface Authorization {
  readonly workspace: Workspace;
  /** Who allowed it. */
  readonly user: User;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
}

/** The codes of finished authorizations, each good for one exchange. */
export class AuthorizationCodes {
  readonly #clock: Clock;
  readonly #codes = new Map<string, Authorization & { readonly expiresAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(authorization: Authorization): string {
    const code = `${authorization.workspace.id}.${newSecret(20)}`;
    this.#codes.set(code, { ...authorization, expiresAt: this.#clock.now() + CODE_LIFETIME_MS });
    return code;
  }

  /** Undefined for a code that is unknown, used or too old. */
  take(code: string): Authorization | undefined {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    return found && this.#clock.now() <= found.expiresAt ? found : undefined;
  }
}
