import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BridgeError } from '../../../src/bridge/errors.ts';
import { Settlements } from '../../../src/bridge/settlements.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a send is settled when its envelope comes back', async () => {
  const settlements = new Settlements();
  const settled = settlements.expect('a');
  settlements.resolve('a');
  await expect(settled).resolves.toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

test('a send that was refused is settled with the reason', async () => {
  const settlements = new Settlements();
  const settled = settlements.expect('a');
  settlements.reject('a', new BridgeError('function-missing', 'nobody home'));
  await expect(settled).rejects.toMatchObject({ code: 'function-missing' });
});

test('each send is settled for itself', async () => {
  const settlements = new Settlements();
  const settled: string[] = [];
  const one = settlements.expect('a').then(() => settled.push('a'));
  const other = settlements.expect('b').then(() => settled.push('b'));
  settlements.resolve('b');
  await other;
  expect(settled).toEqual(['b']);
  settlements.resolve('a');
  await one;
});

test('a send whose envelope does not come back may be tried again five seconds after PubNub has taken it', async () => {
  const settlements = new Settlements();
  const settled = settlements.expect('a');
  const outcome = vi.fn<(error: unknown) => void>();
  settled.catch(outcome);
  await vi.advanceTimersByTimeAsync(60_000);
  settlements.limit('a');
  await vi.advanceTimersByTimeAsync(4_999);
  expect(outcome).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await expect(settled).rejects.toMatchObject({ code: 'unconfirmed', retryable: true });
});

test('the wait may be set', async () => {
  const settlements = new Settlements();
  const settled = settlements.expect('a');
  settlements.limit('a', 50);
  settled.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(50);
  await expect(settled).rejects.toMatchObject({ code: 'unconfirmed' });
});

test('an envelope may come back before its publisher looks', async () => {
  const settlements = new Settlements();
  const settled = settlements.expect('a');
  settlements.resolve('a');
  settlements.reject('a', new BridgeError('unconfirmed', 'too late to matter'));
  await expect(settled).resolves.toBeUndefined();
});

test('a send that is expected anew no longer waits for the first attempt', async () => {
  const settlements = new Settlements();
  void settlements.expect('a');
  settlements.limit('a');
  await vi.advanceTimersByTimeAsync(4_000);
  const second = settlements.expect('a');
  await vi.advanceTimersByTimeAsync(2_000);
  settlements.resolve('a');
  await expect(second).resolves.toBeUndefined();
});

test('what is forgotten, or was never expected, is settled without effect', () => {
  const settlements = new Settlements();
  void settlements.expect('a');
  settlements.forget('a');
  settlements.resolve('a');
  settlements.resolve('never expected');
  settlements.reject('never expected', new BridgeError('unconfirmed', 'no'));
  settlements.limit('never expected');
  settlements.forget('never expected');
  expect(vi.getTimerCount()).toBe(0);
});

test('a failure that nobody looks at is no unhandled rejection', async () => {
  const unhandled = vi.fn<() => void>();
  process.once('unhandledRejection', unhandled);
  const settlements = new Settlements();
  void settlements.expect('a');
  settlements.reject('a', new BridgeError('unconfirmed', 'no'));
  vi.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  vi.useFakeTimers();
});
