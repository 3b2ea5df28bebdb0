import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Supervisor } from '../../../src/bridge/supervisor.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Random spread switched off: 0.5 stands for "as planned". */
const withoutSpread = (random = 0.5) => vi.spyOn(Math, 'random').mockReturnValue(random);

test('a lost connection is tried again after what was said', async () => {
  const reconnect = vi.fn<() => void>();
  const supervisor = new Supervisor(reconnect);
  const wait = supervisor.disconnected();
  await vi.advanceTimersByTimeAsync(wait - 1);
  expect(reconnect).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(reconnect).toHaveBeenCalledTimes(1);
});

test('each further failure waits twice as long, half a minute at most, and it never gives up', () => {
  using _random = withoutSpread();
  const supervisor = new Supervisor(() => undefined);
  const waits = Array.from({ length: 10 }, () => supervisor.disconnected());
  expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  const later = Array.from({ length: 2000 }, () => supervisor.disconnected());
  expect(new Set(later)).toEqual(new Set([30_000]));
});

test('many apps that lost the same service do not come back in the same moment', () => {
  const waits = [0, 0.25, 0.999].map((random) => {
    using _random = withoutSpread(random);
    return new Supervisor(() => undefined).disconnected();
  });
  expect(waits).toEqual([150, 175, 250]);
});

test('after a success it starts from the shortest wait again', () => {
  using _random = withoutSpread();
  const supervisor = new Supervisor(() => undefined);
  supervisor.disconnected();
  supervisor.disconnected();
  supervisor.connected();
  expect(supervisor.disconnected()).toBe(200);
});

test('two losses in a row lead to one attempt', async () => {
  const reconnect = vi.fn<() => void>();
  const supervisor = new Supervisor(reconnect);
  supervisor.disconnected();
  supervisor.disconnected();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reconnect).toHaveBeenCalledTimes(1);
});

test('nothing is tried after the end', async () => {
  const reconnect = vi.fn<() => void>();
  const supervisor = new Supervisor(reconnect);
  supervisor.disconnected();
  supervisor.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reconnect).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
