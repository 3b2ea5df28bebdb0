/** An object that lives in another process, used as if it were here: every call is a message, and an answer. */
import type { ChildProcess } from 'node:child_process';

/** The same members, to be awaited. Arguments and results are copied, so only plain data may cross. */
export type Remote<T> = T extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Awaited<Result>>
  : { readonly [Key in keyof T]: Remote<T[Key]> };

interface Call {
  readonly number: number;
  readonly path: readonly string[];
  readonly args: readonly unknown[];
}

interface Answer {
  readonly number: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Answers the calls of the process that forked this one. */
export function serve(target: object): void {
  process.on('message', (call: Call) => {
    void answerTo(target, call).then((answer) => process.send?.(answer));
  });
}

async function answerTo(target: object, { number, path, args }: Call): Promise<Answer> {
  try {
    let holder: unknown = target;
    for (const name of path.slice(0, -1)) holder = (holder as Record<string, unknown>)[name];
    const method = (holder as Record<string, (...given: readonly unknown[]) => unknown>)[path.at(-1) ?? ''];
    if (typeof method !== 'function') throw new TypeError(`There is no ${path.join('.')}`);
    return { number, result: await method.apply(holder, [...args]) };
  } catch (error) {
    return { number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** @param child forked with `serialization: 'advanced'`, and serving a T */
export function remoteOf<T extends object>(child: ChildProcess): Remote<T> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  child.on('message', ({ number, result, error }: Answer) => {
    const call = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(`In the other process: ${error}`));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The other process has ended'));
  });
  const call = (path: readonly string[], args: readonly unknown[]): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    calls += 1;
    waiting.set(calls, answer);
    child.send({ number: calls, path, args });
    return answer.promise;
  };
  const proxy = (path: readonly string[]): object =>
    new Proxy(() => undefined, {
      // A proxy that is awaited is not to be taken for a promise.
      get: (_, name) => (name === 'then' ? undefined : proxy([...path, String(name)])),
      apply: (_, __, args: unknown[]) => call(path, args),
    });
  return proxy([]) as Remote<T>;
}
