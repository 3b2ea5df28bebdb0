import { checkBindings, type FunctionBinding } from './binding.ts';
import type { Handler } from './load.ts';

/** A Function's code, and what sets it off. */
export interface FunctionSource {
  readonly binding: FunctionBinding;
  readonly code: string;
}

export interface Deployed extends FunctionSource {
  readonly handler: Handler;
}

interface DeploymentsParts {
  readonly load: (name: string, code: string) => Handler;
  /** Called once a Function has started, and whenever an interval has passed; undefined where Functions run on an interval only when they are told to. */
  readonly tick: ((name: string) => void) | undefined;
}

const MINUTE_MS = 60_000;

/** Which Functions run on the keyset, in groups that start and stop together. */
export class Deployments {
  readonly #parts: DeploymentsParts;
  readonly #groups = new Map<string, { deployed: Deployed[]; timers: NodeJS.Timeout[] }>();

  constructor(parts: DeploymentsParts) {
    this.#parts = parts;
  }

  /** In the order in which they were started. */
  all(): Deployed[] {
    return [...this.#groups.values()].flatMap(({ deployed }) => deployed);
  }

  /** Throws an Error for code or bindings that PubNub would not take; then nothing has changed. */
  start(id: string, sources: readonly FunctionSource[]): void {
    const others = [...this.#groups].flatMap(([other, { deployed }]) => (other === id ? [] : deployed));
    const deployed = this.#load(sources, others);
    this.stop(id);
    this.#groups.set(id, { deployed, timers: this.#timersOf(deployed) });
  }

  /** Starts these and stops all others; throws as `start` does. */
  replaceAll(id: string, sources: readonly FunctionSource[]): void {
    const deployed = this.#load(sources, []);
    this.stopAll();
    this.#groups.set(id, { deployed, timers: this.#timersOf(deployed) });
  }

  /** Evaluates all code anew: what modules kept in memory is gone, as on a new worker. */
  reload(): void {
    for (const group of this.#groups.values()) {
      group.deployed = group.deployed.map((one) => this.#loaded(one));
    }
  }

  stop(id: string): void {
    for (const timer of this.#groups.get(id)?.timers ?? []) clearInterval(timer);
    this.#groups.delete(id);
  }

  stopAll(): void {
    for (const id of this.#groups.keys()) this.stop(id);
  }

  #load(sources: readonly FunctionSource[], others: readonly Deployed[]): Deployed[] {
    checkBindings([...others, ...sources].map(({ binding }) => binding));
    return sources.map((source) => this.#loaded(source));
  }

  #loaded({ binding, code }: FunctionSource): Deployed {
    return { binding, code, handler: this.#parts.load(binding.name, code) };
  }

  #timersOf(deployed: readonly Deployed[]): NodeJS.Timeout[] {
    const { tick } = this.#parts;
    if (!tick) return [];
    return deployed.flatMap(({ binding }) =>
      binding.type === 'ON_INTERVAL'
        ? [setTimeout(() => tick(binding.name)), setInterval(() => tick(binding.name), binding.minutes * MINUTE_MS)]
        : [],
    );
  }
}
