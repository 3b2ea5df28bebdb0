import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Liveness } from '../../../src/bridge/liveness.ts';
import { RoundTrips } from '../../../src/bridge/round-trips.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: vi.fn(), error: () => undefined };

function line(roundTrip: () => Promise<number>) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const reconnect = vi.fn();
  const liveness = new Liveness({ roundTrip, reconnect }, silent, 1000);
  onTestFinished(() => liveness.stop());
  return { liveness, reconnect };
}

describe('a connection to PubNub', () => {
  test('is measured again and again', async () => {
    const roundTrip = vi.fn(async () => 12.4);
    const { liveness, reconnect } = line(roundTrip);
    liveness.start();
    await vi.advanceTimersByTimeAsync(3000);
    expect(roundTrip).toHaveBeenCalledTimes(3);
    expect(liveness.health).toMatchObject({ isUp: true, roundTripMs: 12 });
    expect(reconnect).not.toHaveBeenCalled();
  });

  test('that does not carry a message of our own is made anew, however alive it looks', async () => {
    const { liveness, reconnect } = line(() => Promise.reject(new Error('did not come back')));
    liveness.start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(reconnect).toHaveBeenCalledTimes(1);
    expect(liveness.health.isUp).toBe(false);
  });

  test('tells since when it is up or down', async () => {
    const { liveness } = line(async () => 1);
    liveness.start();
    await vi.advanceTimersByTimeAsync(500);
    liveness.lost();
    const { since } = liveness.health;
    await vi.advanceTimersByTimeAsync(100);
    liveness.lost();
    expect(liveness.health).toMatchObject({ isUp: false, since });
  });

  test('is measured no more once it is stopped', async () => {
    const roundTrip = vi.fn(async () => 1);
    const { liveness } = line(roundTrip);
    liveness.start();
    liveness.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(roundTrip).not.toHaveBeenCalled();
  });
});

describe('a round trip', () => {
  test('takes as long as its message takes to come back', async () => {
    const trips = new RoundTrips();
    const outcome = trips.run(async (_id, message) => {
      expect(trips.heard(message)).toBe(true);
    }, 1000);
    await expect(outcome).resolves.toBeGreaterThanOrEqual(0);
  });

  test('fails when nothing comes back, and when it cannot be published', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const trips = new RoundTrips();
    const lost = trips.run(async () => undefined, 1000).catch(String);
    await vi.advanceTimersByTimeAsync(1000);
    await expect(lost).resolves.toContain('did not come back');
    await expect(trips.run(() => Promise.reject(new Error('no')), 1000)).rejects.toThrow('no');
  });

  test('is not mistaken for a message, nor a message for it', () => {
    const trips = new RoundTrips();
    expect(trips.heard({ probe: 'somebody else’s' })).toBe(true);
    for (const message of [undefined, null, 'probe', { probe: 1 }, { kind: 'message' }]) {
      expect(trips.heard(message)).toBe(false);
    }
  });
});
