import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sequence } from '../../../src/bridge/sequence.ts';

test('tasks of one key run one after another, in the order they came', async () => {
  const sequence = new Sequence();
  const gate = Promise.withResolvers<void>();
  const steps: string[] = [];
  const first = sequence.run('a', async () => {
    steps.push('first begins');
    await gate.promise;
    steps.push('first ends');
  });
  const second = sequence.run('a', async () => {
    steps.push('second');
  });
  gate.resolve();
  await Promise.all([first, second]);
  expect(steps).toEqual(['first begins', 'first ends', 'second']);
});

test('keys do not wait for each other', async () => {
  const sequence = new Sequence();
  const gate = Promise.withResolvers<void>();
  const slow = sequence.run('slow', () => gate.promise);
  await expect(sequence.run('fast', async () => 'done')).resolves.toBe('done');
  gate.resolve();
  await slow;
});

test('whoever asked gets what the task gave, or its error', async () => {
  const sequence = new Sequence();
  await expect(sequence.run('a', async () => 7)).resolves.toBe(7);
  await expect(sequence.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('a task that fails does not stop its successors', async () => {
  const sequence = new Sequence();
  const failing = sequence.run('a', () => Promise.reject(new Error('no')));
  const next = sequence.run('a', async () => 'next');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('next');
});

test('a task may ask for another one of its own key, which runs after it', async () => {
  const sequence = new Sequence();
  const steps: string[] = [];
  await sequence.run('a', async () => {
    void sequence.run('a', async () => steps.push('inner'));
    steps.push('outer');
  });
  await sequence.idle();
  expect(steps).toEqual(['outer', 'inner']);
});

test('idle waits for all tasks of all keys, also for those that come while it waits', async () => {
  const sequence = new Sequence();
  const steps: string[] = [];
  const gate = Promise.withResolvers<void>();
  void sequence.run('a', async () => {
    await gate.promise;
    void sequence.run('b', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      steps.push('late');
    });
    steps.push('early');
  });
  const idle = sequence.idle().then(() => steps.push('idle'));
  gate.resolve();
  await idle;
  expect(steps).toEqual(['early', 'late', 'idle']);
});

test('idle resolves at once where nothing is under way, and after failures too', async () => {
  const sequence = new Sequence();
  await sequence.idle();
  await expect(sequence.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await sequence.idle();
  await expect(sequence.run('a', async () => 'again')).resolves.toBe('again');
});

test('whatever the tasks do, each key keeps its order and runs one task at a time', async () => {
  const tasks = fc.array(
    fc.record({ key: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean(), turns: fc.nat({ max: 3 }) }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), tasks, async (scheduler, wanted) => {
      const sequence = new Sequence();
      const done = new Map<string, number[]>();
      const running = new Set<string>();
      const overlaps: number[] = [];
      const asked = wanted.map(({ key, fails, turns }, index) =>
        sequence.run(key, async () => {
          if (running.has(key)) overlaps.push(index);
          running.add(key);
          for (let turn = 0; turn < turns; turn += 1) await scheduler.schedule(Promise.resolve());
          running.delete(key);
          done.set(key, [...(done.get(key) ?? []), index]);
          if (fails) throw new Error('no');
        }),
      );
      await scheduler.waitFor(Promise.allSettled(asked));
      await sequence.idle();
      expect(overlaps).toEqual([]);
      for (const key of ['a', 'b', 'c']) {
        const order = wanted.flatMap((task, index) => (task.key === key ? [index] : []));
        expect(done.get(key) ?? []).toEqual(order);
      }
    }),
    { numRuns: 50 },
  );
});
