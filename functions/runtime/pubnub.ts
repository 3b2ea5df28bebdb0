/** The Runtime inside PubNub. The only file that touches PubNub's own modules. */
import { appContext } from './app-context.ts';
import { digestToHex } from './digest.ts';
import type { PubNubModules } from './modules.ts';
import type { Http, Runtime } from './runtime.ts';

/** The bundler spells this `require`: written so in the source, esbuild would put a shim around it. */
declare function pubnubModule<Name extends keyof PubNubModules>(name: Name): PubNubModules[Name];
declare const console: { log(line: string): void };

/** PubNub cuts a line of its log at 1 KB. */
const MAX_LOG_LINE = 1000;

/** To be called inside the handler, because PubNub wants its modules required there. */
export function pubnubRuntime(functionName: string): Runtime {
  const kvstore = pubnubModule('kvstore');
  const vault = pubnubModule('vault');
  const crypto = pubnubModule('crypto');
  const base64 = pubnubModule('codec/base64');
  const uuid = pubnubModule('uuid');
  const pubnub = pubnubModule('pubnub');
  return {
    kv: {
      get: (key) => kvstore.get(key),
      set: async (key, value, ttlMinutes) => void (await kvstore.set(key, value, ttlMinutes)),
      remove: async (key) => void (await kvstore.removeItem(key)),
      increment: async (key) => Number((await kvstore.incrCounter(key)) ?? (await kvstore.getCounter(key))),
    },
    http: http(pubnubModule('xhr')),
    objects: appContext(pubnub.objects),
    log: (what, facts = {}) =>
      console.log(`${functionName}: ${[what, ...Object.entries(facts).map(spell)].join(' ')}`.slice(0, MAX_LOG_LINE)),
    secret: async (name) => {
      const value = await vault.get(name).catch(() => undefined);
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    publish: async (channel, message) => void (await pubnub.publish({ channel, message })),
    hmac: async (algorithm, key, text) =>
      digestToHex(await crypto.hmac(base64.btoa(key), text, crypto.ALGORITHM[`HMAC_${algorithm}`])),
    sha256: async (text) => digestToHex(await crypto.sha256(text)),
    uuid: () => uuid.v4(),
    now: () => Date.now(),
  };
}

const spell = ([name, value]: [string, string | number | boolean]): string => `${name}=${value}`;

const http =
  (xhr: PubNubModules['xhr']): Http =>
  async (url, { method, headers = {}, body }) => {
    const answer = await xhr.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const lowercased = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return {
      status: answer.status,
      headers: Object.fromEntries(lowercased),
      body: typeof answer.body === 'string' ? answer.body : '',
    };
  };
