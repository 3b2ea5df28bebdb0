import { randomUUID } from 'node:crypto';
import type { FunctionRuntime } from '../functions/runtime.ts';
import { matches } from '../names.ts';
import type { Catalogue, Revision } from './catalogue.ts';
import { FaasError, noAccess, notFound } from './envelope.ts';
import { shown, stateOf, type Assignment, type PackageDeployment, type State } from './package-deployment.ts';
import { bindingOf } from './schemas.ts';

interface DeploymentsParts {
  readonly catalogue: Catalogue;
  readonly runtime: FunctionRuntime;
  readonly keysetId: number;
  readonly now: () => number;
}

/** Revisions on a keyset. Starting one starts its Functions in the sandbox's runtime. */
export class PackageDeployments {
  readonly #parts: DeploymentsParts;
  readonly #assignments = new Map<string, Assignment>();

  constructor(parts: DeploymentsParts) {
    this.#parts = parts;
  }

  /** Throws for a revision that the keyset has already. */
  create(revisionId: string, keysetId: number): PackageDeployment {
    this.#checkKeyset(keysetId);
    const revision = this.#parts.catalogue.revision(revisionId);
    if (this.#of(revisionId).length > 0) {
      throw new FaasError('FAAS-1015', 'Package revision already assigned to keyset');
    }
    const created = this.#parts.now();
    return this.#put({ id: randomUUID(), revision, created, changed: created, on: false });
  }

  get(id: string): PackageDeployment {
    return this.#shown(this.#assignment(id));
  }

  of(revisionId: string): PackageDeployment[] {
    return this.#of(revisionId).map((one) => this.#shown(one));
  }

  /** Starts or restarts. Throws where PubNub would not take the code or a binding. */
  start(id: string): PackageDeployment {
    const assignment = this.#settled(id, 'FAAS-1008');
    this.#run(assignment);
    return this.#put({ ...assignment, on: true, changed: this.#parts.now() });
  }

  stop(id: string): PackageDeployment {
    const assignment = this.#settled(id, 'FAAS-1009');
    this.#parts.runtime.stop(id);
    return this.#put({ ...assignment, on: false, changed: this.#parts.now() });
  }

  /** Another deployment takes the place of this one, which goes on should the other fail to start. */
  roll(id: string, newId: string): PackageDeployment {
    const old = this.#settled(id, 'FAAS-1009');
    const next = this.#settled(newId, 'FAAS-1008');
    if (old.revision.packageId !== next.revision.packageId) {
      throw new FaasError('FAAS-400', 'A rolling update stays within one package');
    }
    this.#parts.runtime.stop(id);
    try {
      this.#run(next);
    } catch (error) {
      if (old.on) this.#run(old);
      throw error;
    }
    const changed = this.#parts.now();
    this.#put({ ...old, on: false, changed });
    return this.#put({ ...next, on: true, changed });
  }

  delete(id: string): void {
    if (this.#assignment(id).on) throw new FaasError('FAAS-1014', 'Deployment cannot be deleted: stop it first');
    this.#assignments.delete(id);
  }

  /** With its revision. */
  deleteOf(revisionId: string): void {
    for (const { id } of this.#of(revisionId)) this.delete(id);
  }

  /** Stops what runs of the revisions; throws, and stops nothing, while one of them is starting. */
  stopOf(revisions: readonly Revision[]): PackageDeployment[] {
    const active = revisions.flatMap(({ id }) => this.#of(id)).filter(({ on }) => on);
    for (const { id } of active) this.#settled(id, 'FAAS-1009');
    return active.map(({ id }) => this.stop(id));
  }

  isActive(revisionId: string): boolean {
    return this.#of(revisionId).some(({ on }) => on);
  }

  running(): PackageDeployment[] {
    return this.#running().map((one) => this.#shown(one));
  }

  /** What runs already on a channel or pattern. */
  intersecting(keysetId: number, channel: string, type: string | undefined): PackageDeployment[] {
    this.#checkKeyset(keysetId);
    return this.#running()
      .filter(({ revision }) =>
        revision.functions.some(
          ({ config }) =>
            config.type === 'BEFORE_PUBLISH' &&
            (type === undefined || type === config.type) &&
            intersect(config.inputChannel, channel),
        ),
      )
      .map((one) => this.#shown(one));
  }

  #checkKeyset(keysetId: number): void {
    if (keysetId !== this.#parts.keysetId) throw noAccess(keysetId);
  }

  #assignment(id: string): Assignment {
    const found = this.#assignments.get(id);
    if (!found) throw notFound('Package deployment', id);
    return found;
  }

  #settled(id: string, otherwise: 'FAAS-1008' | 'FAAS-1009'): Assignment {
    const assignment = this.#assignment(id);
    if (this.#stateOf(assignment) !== 'STARTING') return assignment;
    const what = otherwise === 'FAAS-1008' ? 'started' : 'stopped';
    throw new FaasError(otherwise, `Deployment cannot be ${what}: transitional state`);
  }

  #of(revisionId: string): Assignment[] {
    return [...this.#assignments.values()].filter(({ revision }) => revision.id === revisionId);
  }

  #running(): Assignment[] {
    return [...this.#assignments.values()].filter((one) => this.#stateOf(one) === 'RUNNING');
  }

  #stateOf(assignment: Assignment): State {
    return stateOf(assignment, this.#parts.now());
  }

  #run({ id, revision }: Assignment): void {
    const functions = revision.functions.toSorted((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0));
    try {
      this.#parts.runtime.start(
        id,
        functions.map((one) => ({ binding: bindingOf(one), code: one.code })),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new FaasError('FAAS-1012', `Deployment failed to start: ${reason}`);
    }
  }

  #put(assignment: Assignment): PackageDeployment {
    this.#assignments.set(assignment.id, assignment);
    return this.#shown(assignment);
  }

  #shown(assignment: Assignment): PackageDeployment {
    return shown(assignment, this.#parts.keysetId, this.#stateOf(assignment));
  }
}

/** To be on the safe side, a wildcard reaches every level. */
const intersect = (a: string, b: string): boolean => matches(a, b, 'prefix') || matches(b, a, 'prefix');
