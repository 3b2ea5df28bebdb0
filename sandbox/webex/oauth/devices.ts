import { randomBytes, randomInt } from 'node:crypto';
import { OAuthError, WebexError } from '../errors.ts';
import type { Integration, Person } from '../model.ts';
import type { Grant } from '../tokens.ts';

/** Seconds, as the documented answer says. */
export const DEVICE_LIFETIME_S = 300;
export const POLL_INTERVAL_S = 2;

/** A device that waits for its person to sign in elsewhere. */
export interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly integration: Integration;
  readonly scopes: ReadonlySet<string>;
  readonly expiresAt: number;
  polledAt: number;
  outcome?: Person | 'denied' | undefined;
}

export class Devices {
  readonly #waiting = new Map<string, Device>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  start(integration: Integration, scopes: ReadonlySet<string>): Device {
    const device: Device = {
      deviceCode: randomBytes(24).toString('base64url'),
      userCode: String(randomInt(100_000, 1_000_000)),
      integration,
      scopes,
      expiresAt: this.#now() + DEVICE_LIFETIME_S * 1000,
      polledAt: -Infinity,
    };
    this.#waiting.set(device.deviceCode, device);
    return device;
  }

  /** The one that shows this code and still waits. */
  showing(userCode: string): Device | undefined {
    const fits = (device: Device): boolean => device.userCode === userCode && this.#now() < device.expiresAt;
    return [...this.#waiting.values()].find((device) => fits(device) && device.outcome === undefined);
  }

  /** Throws 428 while nobody has signed in. */
  redeem(deviceCode: string, integration: Integration): Grant {
    const device = this.#waiting.get(deviceCode);
    if (device?.integration !== integration) throw refused('invalid_grant');
    if (this.#now() >= device.expiresAt) throw this.#done(device, 'invalid_grant');
    if (device.outcome === 'denied') throw this.#done(device, 'access_denied');
    const tooSoon = this.#now() - device.polledAt < POLL_INTERVAL_S * 1000;
    device.polledAt = this.#now();
    if (device.outcome === undefined) throw tooSoon ? refused('slow_down') : stillPending();
    this.#waiting.delete(deviceCode);
    return { person: device.outcome, integration, scopes: device.scopes };
  }

  #done({ deviceCode }: Device, code: string): OAuthError {
    this.#waiting.delete(deviceCode);
    return refused(code);
  }
}

const refused = (code: string): OAuthError => new OAuthError(400, code, 'The device is not signed in.');
const stillPending = (): WebexError => new WebexError(428, 'authorization_pending');
