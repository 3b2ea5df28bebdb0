import { expect, test } from 'vitest';
import { gathered } from '../../src/bridge/stores/gathered.ts';

/** Answers with what it was asked, when it is told to. */
function asker() {
  const asked: { items: readonly number[]; answer: () => void; fail: () => void }[] = [];
  const ask = gathered(async (items: readonly number[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    asked.push({ items, answer: resolve, fail: () => reject(new Error(`no ${items.join()}`)) });
    await promise;
    return items.join();
  });
  return { ask, asked };
}

test('what is asked in one go is one question', async () => {
  const { ask, asked } = asker();
  const answers = Promise.all([ask(1), ask(2), ask(3)]);
  await expect.poll(() => asked.length).toBe(1);
  asked[0]?.answer();
  await expect(answers).resolves.toEqual(['1,2,3', '1,2,3', '1,2,3']);
});

test('what is asked meanwhile is the next question, and is asked when the first is answered', async () => {
  const { ask, asked } = asker();
  const first = ask(1);
  await expect.poll(() => asked.length).toBe(1);
  const others = Promise.all([ask(2), ask(3)]);
  asked[0]?.answer();
  await expect(first).resolves.toBe('1');
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.answer();
  await expect(others).resolves.toEqual(['2,3', '2,3']);
});

test('a question that fails is no matter of the next one', async () => {
  const { ask, asked } = asker();
  const failed = [ask(1), ask(2)].map((one) => expect(one).rejects.toThrow('no 1,2'));
  await expect.poll(() => asked.length).toBe(1);
  const next = ask(3);
  asked[0]?.fail();
  await Promise.all(failed);
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.answer();
  await expect(next).resolves.toBe('3');
});
