import { randomUUID } from 'node:crypto';
import type { FunctionRuntime } from '../functions/runtime.ts';
import { matches } from '../names.ts';
import type { Catalogue } from './catalogue.ts';
import { FaasError, notFound } from './envelope.ts';
import { bindingOf } from './schemas.ts';

export interface PackageDeployment {
  readonly id: string;
  readonly packageId: string;
  readonly packageRevisionId: string;
  readonly keysetId: number;
  readonly state: 'CREATED' | 'RUNNING' | 'STOPPED';
}

/** Revisions on a keyset. Starting one starts its Functions in the sandbox's runtime. */
export class PackageDeployments {
  readonly #catalogue: Catalogue;
  readonly #runtime: FunctionRuntime;
  readonly #keysetId: number;
  readonly #deployments = new Map<string, PackageDeployment>();

  constructor(catalogue: Catalogue, runtime: FunctionRuntime, keysetId: number) {
    this.#catalogue = catalogue;
    this.#runtime = runtime;
    this.#keysetId = keysetId;
  }

  create(packageRevisionId: string, keysetId: number): PackageDeployment {
    if (keysetId !== this.#keysetId) throw new FaasError('FAAS-403', `No access to the keyset ${keysetId}`);
    const { packageId } = this.#catalogue.revision(packageRevisionId);
    return this.#put({ id: randomUUID(), packageId, packageRevisionId, keysetId, state: 'CREATED' });
  }

  get(id: string): PackageDeployment {
    const found = this.#deployments.get(id);
    if (!found) throw notFound('Package deployment', id);
    return found;
  }

  of(revisionId: string): PackageDeployment[] {
    return [...this.#deployments.values()].filter(({ packageRevisionId }) => packageRevisionId === revisionId);
  }

  /** Starts or restarts. Throws where PubNub would not take the code or a binding. */
  start(id: string): PackageDeployment {
    const deployment = this.get(id);
    const functions = this.#catalogue
      .revision(deployment.packageRevisionId)
      .functions.toSorted((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0));
    try {
      this.#runtime.start(
        id,
        functions.map((one) => ({ binding: bindingOf(one), code: one.code })),
      );
    } catch (error) {
      throw new FaasError('FAAS-400', error instanceof Error ? error.message : String(error));
    }
    return this.#put({ ...deployment, state: 'RUNNING' });
  }

  stop(id: string): PackageDeployment {
    const deployment = this.get(id);
    this.#runtime.stop(id);
    return this.#put({ ...deployment, state: 'STOPPED' });
  }

  /** Another deployment takes the place of this one. */
  roll(id: string, newId: string): PackageDeployment {
    const [old, next] = [this.get(id), this.get(newId)];
    if (old.packageId !== next.packageId) {
      throw new FaasError('FAAS-400', 'A rolling update stays within one package');
    }
    this.stop(id);
    try {
      return this.start(newId);
    } catch (error) {
      this.start(id);
      throw error;
    }
  }

  delete(id: string): void {
    if (this.get(id).state === 'RUNNING') throw new FaasError('FAAS-400', 'A running deployment cannot be deleted');
    this.#deployments.delete(id);
  }

  /** Stops all of a package, or of one revision. */
  stopAll(fits: (deployment: PackageDeployment) => boolean): void {
    for (const deployment of this.running().filter(fits)) this.stop(deployment.id);
  }

  running(): PackageDeployment[] {
    return [...this.#deployments.values()].filter(({ state }) => state === 'RUNNING');
  }

  /** What runs already on any of these channels or patterns. */
  intersecting(channels: readonly string[], type: string | undefined): PackageDeployment[] {
    return this.running().filter(({ packageRevisionId }) =>
      this.#catalogue.revision(packageRevisionId).functions.some(({ config }) => {
        if (config.type !== 'BEFORE_PUBLISH' || (type !== undefined && type !== config.type)) return false;
        return channels.some((channel) => intersect(config.inputChannel, channel));
      }),
    );
  }

  #put(deployment: PackageDeployment): PackageDeployment {
    this.#deployments.set(deployment.id, deployment);
    return deployment;
  }
}

/** To be on the safe side, a wildcard reaches every level. */
const intersect = (a: string, b: string): boolean => matches(a, b, 'prefix') || matches(b, a, 'prefix');
