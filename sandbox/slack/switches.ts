import type { Core } from './core.ts';
import type { Disturbance } from './delivery/disturbances.ts';
import { revokeTokens } from './installing.ts';
import type { RateLimitFault } from './rate-limit-faults.ts';
import type { Installation } from './state/app.ts';

/** How the sandbox's Slack misbehaves on request, beyond the faults that every service has. */
export class Switches {
  readonly #core: Core;
  readonly #installation: Installation;

  constructor(core: Core, installation: Installation) {
    this.#core = core;
    this.#installation = installation;
  }

  /** 429 where none is due, for a method, a channel, or both. */
  rateLimit(fault: RateLimitFault = {}): void {
    this.#core.rateLimitFaults.add(fault);
  }

  /** Duplicates, drops, delays or reorders the next events. */
  disturb(disturbance: Disturbance): void {
    this.#core.disturbances.add(disturbance);
  }

  /** Asks every Socket Mode connection to go: `warning` announces it, the others close. */
  requestReconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled' = 'refresh_requested'): void {
    this.#core.socketMode.requestReconnect(reason);
  }

  /** Cuts every Socket Mode connection without a word. */
  cutSockets(): void {
    this.#core.socketMode.cut();
  }

  /**
   * Leaves every Socket Mode connection half-open: no pongs, no payloads. A client's close is answered unless told
   * otherwise: without an answer the SDK waits 30 s.
   */
  freezeSockets({ answersClose = true }: { readonly answersClose?: boolean } = {}): void {
    this.#core.socketMode.freeze(answersClose);
  }

  /** The bot token is worth nothing any more; the app is told. */
  revokeTokens(): void {
    revokeTokens(this.#core, this.#installation);
  }

  /** Takes scopes from, or gives them to, the bot. */
  setScopes(scopes: readonly string[]): void {
    this.#installation.scopes = new Set(scopes);
  }

  /** Back to good behaviour; events held back are delivered. Tokens stay revoked, cut sockets cut. */
  clear(): void {
    this.#core.rateLimitFaults.clear();
    this.#core.disturbances.clear();
  }
}
