import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal } from '../../journal.ts';
import type { PubNubEntry } from '../entry.ts';
import type { Keyset } from '../keyset.ts';
import type { WildcardReading } from '../names.ts';
import type { Gate, Publication } from '../publication.ts';
import { Refusal } from '../refusal.ts';
import { channelMatches, checkBindings, pathMatches, type FunctionBinding } from './binding.ts';
import { Execution } from './execution.ts';
import type { KvStore } from './kv-store.ts';
import type { Limits } from './limits.ts';
import { createRealm, loadFunction, type Handler } from './load.ts';
import { codecModules } from './modules/codec.ts';
import { consoleFor } from './modules/console.ts';
import { cryptoModule } from './modules/crypto.ts';
import { Guard } from './modules/guard.ts';
import { kvstoreModule } from './modules/kvstore.ts';
import { pubnubModule, type PubNubModuleParts } from './modules/pubnub.ts';
import { utilsModule, uuidModule } from './modules/uuid.ts';
import { vaultModule, type Vault } from './modules/vault.ts';
import { xhrModule } from './modules/xhr.ts';
import { httpExchange, publishRequest, type HttpAnswer, type HttpRequest } from './requests.ts';

export interface Deployment {
  /** Where `<name>.js` of each binding lies. */
  readonly directory: string;
  readonly bindings: readonly FunctionBinding[];
  /** Added to the secrets that are there already. */
  readonly vault?: Readonly<Record<string, string>>;
}

export interface RuntimeParts {
  readonly keyset: Keyset;
  readonly journal: Journal<PubNubEntry>;
  readonly limits: Limits;
  readonly reading: WildcardReading;
  readonly kv: KvStore;
  readonly vault: Vault;
  /** What a publisher whom `request.abort` refuses reads: PubNub does not document it. */
  readonly abortAnswer: 'array' | 'object';
  readonly refuse: (reason: string) => Refusal;
  /** A function, because publisher and runtime need each other. */
  readonly pubnub: () => PubNubModuleParts;
}

interface Deployed {
  readonly binding: FunctionBinding;
  readonly handler: Handler;
}

/** Runs Functions as PubNub does, with its limits. */
export class FunctionRuntime {
  readonly #parts: RuntimeParts;
  #deployed: Deployed[] = [];

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
  }

  /** Replaces every Function that is running. Throws an Error for code or bindings that PubNub would not take. */
  deploy({ directory, bindings, vault = {} }: Deployment): void {
    checkBindings(bindings);
    for (const [name, secret] of Object.entries(vault)) this.#parts.vault.secrets.set(name, secret);
    this.#deployed = bindings.map((binding) => ({
      binding,
      handler: this.#load(binding.name, readFileSync(join(directory, `${binding.name}.js`), 'utf8')),
    }));
  }

  /** Runs every Function bound to the channel, in the order of deployment. */
  readonly gate: Gate = async (publication) => {
    const { message, kind, channel } = publication;
    if (kind === 'signal' || typeof message === 'string') return { message };
    const bound = this.#deployed.filter(
      ({ binding }) => binding.type === 'BEFORE_PUBLISH' && channelMatches(binding, channel, this.#parts.reading),
    );
    if (bound.length === 0) return { message };
    if (publication.hops >= this.#parts.limits.hops) {
      this.#parts.journal.add({ type: 'dropped', reason: 'hops', what: channel, count: 1 });
      return undefined;
    }
    let passed: unknown = message;
    for (const { binding, handler } of bound) {
      passed = await this.#beforePublish(binding.name, handler, publication, passed);
    }
    return { message: passed };
  };

  /** Undefined where no Function has this path. */
  async onRequest(path: string, http: HttpRequest): Promise<HttpAnswer | undefined> {
    const found = this.#deployed.find(
      ({ binding }) => binding.type === 'ON_REQUEST' && pathMatches(binding.path, path),
    );
    if (!found) return undefined;
    const execution = this.#execution(found.binding, 0);
    const began = performance.now();
    const exchange = httpExchange(http, (text) => JSON.parse(text) as unknown);
    const report = this.#reporter(execution, path, began);
    try {
      await execution.run(() => found.handler(exchange.request, exchange.response));
      const answer = exchange.answer();
      if (!answer) throw new Error('The handler ended without response.send');
      report('answered', { status: answer.status });
      return answer;
    } catch (error) {
      report('error', { status: 500, error: String(error) });
      return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' };
    }
  }

  /** Runs an On Interval Function now. */
  async runInterval(name: string): Promise<void> {
    const found = this.#deployed.find(({ binding }) => binding.type === 'ON_INTERVAL' && binding.name === name);
    if (!found) throw new Error(`No On Interval Function named ${name} is deployed`);
    const execution = this.#execution(found.binding, 0);
    const report = this.#reporter(execution, undefined, performance.now());
    const event = { ok: async () => event, abort: async () => event };
    try {
      await execution.run(() => found.handler(event));
      report('ok', {});
    } catch (error) {
      report('error', { error: String(error) });
    }
  }

  async #beforePublish(name: string, handler: Handler, publication: Publication, message: unknown): Promise<unknown> {
    const execution = new Execution(
      { name, trigger: 'BEFORE_PUBLISH', hops: publication.hops + 1 },
      this.#parts.limits,
      this.#parts.journal,
    );
    const report = this.#reporter(execution, publication.channel, performance.now());
    const { request, verdict } = publishRequest(publication, structuredClone(message), this.#parts.keyset);
    try {
      await execution.run(() => handler(request));
    } catch (error) {
      report('error', { error: String(error) });
      throw this.#parts.refuse(`Function ${name} failed`);
    }
    const end = verdict();
    if (!end) {
      report('error', { error: 'The handler ended with neither ok nor abort' });
      throw this.#parts.refuse(`Function ${name} failed`);
    }
    report(end.passed ? 'ok' : 'abort', {});
    if (!end.passed) throw this.#aborted(end.reason);
    return JSON.parse(JSON.stringify(request.message)) as unknown;
  }

  #aborted(reason: string): Refusal {
    return this.#parts.abortAnswer === 'array'
      ? this.#parts.refuse(reason)
      : new Refusal(400, { status: 400, error: true, service: 'Functions', message: reason });
  }

  #execution(binding: FunctionBinding, before: number): Execution {
    const run = { name: binding.name, trigger: binding.type, hops: before + 1 };
    return new Execution(run, this.#parts.limits, this.#parts.journal);
  }

  #reporter(execution: Execution, on: string | undefined, began: number) {
    const { journal } = this.#parts;
    return (outcome: 'ok' | 'abort' | 'error' | 'answered', more: { status?: number; error?: string }): void =>
      journal.add({
        type: 'function',
        name: execution.name,
        trigger: execution.trigger,
        on,
        outcome,
        calls: { ...execution.calls },
        status: more.status,
        error: more.error,
        ms: performance.now() - began,
      });
  }

  #load(name: string, code: string): Handler {
    const { limits, journal, kv, vault, pubnub } = this.#parts;
    const bytes = Buffer.byteLength(code);
    if (bytes > limits.bundleBytes) {
      throw new Error(`Limit exceeded: ${name} has ${bytes} bytes, a Function at most ${limits.bundleBytes}`);
    }
    const realm = createRealm();
    realm.context['console'] = consoleFor(name, journal, limits);
    const guard = new Guard(realm);
    return loadFunction(name, code, realm, {
      kvstore: kvstoreModule(guard, kv),
      xhr: xhrModule(guard, limits),
      vault: vaultModule(guard, vault),
      crypto: cryptoModule(guard),
      pubnub: pubnubModule(guard, pubnub()),
      uuid: uuidModule,
      utils: utilsModule,
      ...codecModules,
    });
  }
}
