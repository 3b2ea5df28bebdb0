import type { Clock } from './state/clock.ts';

/** Slack's tiers, per method, workspace and app (docs.slack.dev, web-api/rate-limits). */
export type Tier = 't1' | 't2' | 't3' | 't4' | 'special';

interface Rate {
  readonly perMinute: number;
  /** So many at once are tolerated. */
  readonly burst: number;
}

const TIERS: Record<Tier, Rate> = {
  t1: { perMinute: 1, burst: 1 },
  t2: { perMinute: 20, burst: 20 },
  t3: { perMinute: 50, burst: 50 },
  t4: { perMinute: 100, burst: 100 },
  special: { perMinute: 600, burst: 600 },
};

/** "Generally one message per second per channel", with short bursts; and several hundred a minute in a workspace. */
const POSTING_IN_CHANNEL: Rate = { perMinute: 60, burst: 4 };
const POSTING_IN_WORKSPACE: Rate = { perMinute: 400, burst: 400 };

/** Counts calls. Each rate fills a bucket as large as its burst, which leaks evenly. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #isOn: boolean;
  /** When each bucket will be empty again, in milliseconds since 1970. */
  readonly #emptyAt = new Map<string, number>();

  constructor(clock: Clock, isOn: boolean) {
    this.#clock = clock;
    this.#isOn = isOn;
  }

  /** Seconds to wait before this call; 0 when it may go ahead, which then counts. */
  takeCall(teamId: string, method: string, tier: Tier): number {
    return this.#take(`${teamId} ${method}`, TIERS[tier]);
  }

  /** The same for posting a message. */
  takePost(teamId: string, channelId: string): number {
    return this.#take(`${teamId} post ${channelId}`, POSTING_IN_CHANNEL) || this.#take(teamId, POSTING_IN_WORKSPACE);
  }

  #take(bucket: string, { perMinute, burst }: Rate): number {
    if (!this.#isOn) return 0;
    const now = this.#clock.now();
    const intervalMs = 60_000 / perMinute;
    const emptyAt = Math.max(this.#emptyAt.get(bucket) ?? 0, now);
    const waitMs = emptyAt + intervalMs - burst * intervalMs - now;
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    this.#emptyAt.set(bucket, emptyAt + intervalMs);
    return 0;
  }
}
