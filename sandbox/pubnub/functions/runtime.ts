import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal } from '../../journal.ts';
import type { PubNubEntry } from '../entry.ts';
import type { Keyset } from '../keyset.ts';
import type { WildcardReading } from '../names.ts';
import type { Gate, Publication } from '../publication.ts';
import { Refusal } from '../refusal.ts';
import { channelMatches, pathMatches, type FunctionBinding } from './binding.ts';
import { Deployments, type Deployed, type FunctionSource } from './deployments.ts';
import { createRealm, loadFunction, type Handler } from './load.ts';
import { modulesFor, type ModuleParts } from './modules/all.ts';
import { consoleFor } from './modules/console.ts';
import { httpExchange, publishRequest, type HttpAnswer, type HttpRequest } from './requests.ts';
import { Runner } from './runner.ts';

export interface Deployment {
  /** Where `<name>.js` of each binding lies. */
  readonly directory: string;
  readonly bindings: readonly FunctionBinding[];
  /** Added to the secrets that are there already. */
  readonly vault?: Readonly<Record<string, string>>;
}

export interface RuntimeParts extends ModuleParts {
  readonly keyset: Keyset;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly journal: Journal<PubNubEntry>;
  readonly reading: WildcardReading;
  /** What a publisher reads whom `request.abort` refuses: PubNub does not document it. */
  readonly abortAnswer: 'array' | 'object';
  readonly refuse: (reason: string) => Refusal;
  /** Whether On Interval Functions run by the clock, or only by `runInterval`. */
  readonly intervals: boolean;
}

/** The group of what was deployed from a directory. */
const DIRECTORY = 'directory';

const FAILED: HttpAnswer = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' };

/** Runs Functions as PubNub does, with its limits. */
export class FunctionRuntime {
  readonly #parts: RuntimeParts;
  readonly #runner: Runner;
  readonly #deployments: Deployments;

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
    this.#runner = new Runner(parts.limits, parts.journal);
    this.#deployments = new Deployments({
      load: (name, code) => this.#load(name, code),
      tick: parts.intervals ? (name) => void this.runInterval(name) : undefined,
    });
  }

  /**
   * Replaces every Function that is running. Throws an Error for code or bindings that PubNub would not take; then nothing
   * has changed.
   */
  deploy({ directory, bindings, vault = {} }: Deployment): void {
    const sources = bindings.map((binding) => ({
      binding,
      code: readFileSync(join(directory, `${binding.name}.js`), 'utf8'),
    }));
    this.#deployments.replaceAll(DIRECTORY, sources);
    for (const [name, secret] of Object.entries(vault)) this.#parts.vault.secrets.set(name, secret);
  }

  /** Starts a group of Functions beside those that run; one of the same id is replaced. Throws as `deploy` does. */
  start(id: string, sources: readonly FunctionSource[]): void {
    this.#deployments.start(id, sources);
  }

  stop(id: string): void {
    this.#deployments.stop(id);
  }

  /** Begins with new workers: Functions must take what they keep in memory for a cache. */
  coldStart(): void {
    this.#deployments.reload();
  }

  /** Stops every Function and its timer. */
  close(): void {
    this.#deployments.stopAll();
  }

  /** Runs every Function bound to the channel, in the order of deployment. */
  readonly gate: Gate = async (publication) => {
    const { message, kind, channel } = publication;
    if (kind === 'signal' || typeof message === 'string') return { message };
    const bound = this.#deployments
      .all()
      .filter(
        ({ binding }) => binding.type === 'BEFORE_PUBLISH' && channelMatches(binding, channel, this.#parts.reading),
      );
    if (bound.length > 0 && publication.hops >= this.#parts.limits.hops) {
      const what = `${channel}: limit exceeded, at most ${this.#parts.limits.hops} Functions set off by each other`;
      this.#parts.journal.add({ type: 'dropped', reason: 'hops', what, count: 1 });
      return undefined;
    }
    let passed = message;
    for (const deployed of bound) passed = await this.#beforePublish(deployed, publication, passed);
    return { message: passed };
  };

  /** Undefined where no Function has this path. */
  async onRequest(path: string, http: HttpRequest): Promise<HttpAnswer | undefined> {
    const found = this.#deployments
      .all()
      .find(({ binding }) => binding.type === 'ON_REQUEST' && pathMatches(binding.path, path));
    if (!found) return undefined;
    const { request, response, answer } = httpExchange(http);
    const answered = await this.#runner.run(
      { name: found.binding.name, trigger: 'ON_REQUEST', on: path, hops: 1 },
      () => found.handler(request, response),
      () => {
        const result = answer();
        if (!result) throw new Error('The handler ended without response.send');
        return { outcome: 'answered', status: result.status, result };
      },
    );
    return answered ?? FAILED;
  }

  /** Runs an On Interval Function now. Throws for an unknown name. */
  async runInterval(name: string): Promise<void> {
    const found = this.#deployments
      .all()
      .find(({ binding }) => binding.type === 'ON_INTERVAL' && binding.name === name);
    if (!found) throw new Error(`No On Interval Function named ${name} is deployed`);
    const event = { ok: async () => event, abort: async () => event };
    await this.#runner.run(
      { name, trigger: 'ON_INTERVAL', on: undefined, hops: 1 },
      () => found.handler(event),
      () => ({ outcome: 'ok', result: undefined }),
    );
  }

  async #beforePublish({ binding, handler }: Deployed, publication: Publication, message: unknown): Promise<unknown> {
    const { name } = binding;
    const { request, verdict } = publishRequest(publication, structuredClone(message), this.#parts.keyset);
    const end = await this.#runner.run(
      { name, trigger: 'BEFORE_PUBLISH', on: publication.channel, hops: publication.hops + 1 },
      () => handler(request),
      () => {
        const result = verdict();
        if (!result) throw new Error('The handler ended with neither ok nor abort');
        const error = result.passed ? {} : { error: result.reason };
        return { outcome: result.passed ? 'ok' : 'abort', ...error, result };
      },
    );
    if (!end) throw this.#parts.refuse(`Function ${name} failed`);
    if (!end.passed) throw this.#aborted(end.reason);
    return end.message;
  }

  #aborted(reason: string): Refusal {
    return this.#parts.abortAnswer === 'array'
      ? this.#parts.refuse(reason)
      : new Refusal(400, { status: 400, error: true, service: 'Functions', message: reason });
  }

  #load(name: string, code: string): Handler {
    const { limits, journal } = this.#parts;
    const bytes = Buffer.byteLength(code);
    if (bytes > limits.bundleBytes) {
      throw new Error(`Limit exceeded: ${name} has ${bytes} bytes, a Function at most ${limits.bundleBytes}`);
    }
    const realm = createRealm(this.#parts.now);
    realm.context['console'] = consoleFor(name, journal, limits);
    return loadFunction(name, code, realm, modulesFor(realm, this.#parts));
  }
}
