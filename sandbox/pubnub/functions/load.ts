import vm from 'node:vm';

export type Handler = (...args: unknown[]) => unknown;

/** The world of one Function: it has its own `Error`, so what its modules throw must be made there. */
export interface Realm {
  readonly context: vm.Context;
  error(message: string): Error;
}

/** @param now the clock of this PubNub, which tests move */
export function createRealm(now: () => number): Realm {
  const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
  context['Date'] = movedDate(vm.runInContext('Date', context) as DateConstructor, now);
  const RealmError = vm.runInContext('Error', context) as ErrorConstructor;
  return { context, error: (message) => new RealmError(message) };
}

const movedDate = (RealmDate: DateConstructor, now: () => number): DateConstructor =>
  new Proxy(RealmDate, {
    construct: (target, args: [] | [number]) => new target(args[0] ?? now()),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });

/** Exactly one, at the start of a line. */
const EXPORT = /^export default\s+/gm;

/**
 * Evaluates the one file of a Function and returns its default export.
 * Throws an Error for anything that PubNub would not load: imports, no default export, an unknown module.
 */
export function loadFunction(
  name: string,
  code: string,
  realm: Realm,
  modules: Readonly<Record<string, unknown>>,
): Handler {
  if ((code.match(EXPORT) ?? []).length !== 1) throw new Error(`${name} needs exactly one default export`);
  const script = `"use strict";${code.replace(EXPORT, 'module.exports = ')}`;
  const evaluate = vm.compileFunction(script, ['require', 'module'], {
    filename: `${name}.js`,
    parsingContext: realm.context,
  });
  const module: { exports: unknown } = { exports: undefined };
  const require = (id: string): unknown => {
    if (!Object.hasOwn(modules, id)) throw realm.error(`Module not found: ${id}`);
    return modules[id];
  };
  evaluate(require, module);
  if (typeof module.exports !== 'function') throw new Error(`The default export of ${name} is not a function`);
  return module.exports as Handler;
}
