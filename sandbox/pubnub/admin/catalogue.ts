import { randomUUID } from 'node:crypto';
import { FaasError, notFound } from './envelope.ts';
import type { FunctionInput } from './schemas.ts';

export interface PackageDetails {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly apiManaged?: boolean | undefined;
}

export interface Package extends PackageDetails {
  readonly id: string;
  readonly createdDttm: string;
  readonly updatedDttm: string;
}

/** Immutable but for its name. */
export interface Revision {
  readonly id: string;
  readonly packageId: string;
  readonly name: string;
  readonly createdDttm: string;
  readonly functions: readonly FunctionObject[];
}

interface FunctionObject extends FunctionInput {
  readonly id: string;
  readonly functionRevisionId: string;
}

/** Packages of an account and their revisions. */
export class Catalogue {
  readonly #now: () => number;
  readonly #packages = new Map<string, Package>();
  readonly #revisions = new Map<string, Revision>();

  constructor(now: () => number) {
    this.#now = now;
  }

  createPackage(details: PackageDetails, revisionName: string, functions: readonly FunctionInput[]): Package {
    this.#checkName(details.name);
    const createdDttm = this.#time();
    const created = { ...details, id: randomUUID(), createdDttm, updatedDttm: createdDttm };
    this.#packages.set(created.id, created);
    this.createRevision(created.id, functions, revisionName);
    return created;
  }

  updatePackage(id: string, changes: Omit<PackageDetails, 'name'> & { readonly name?: string | undefined }): Package {
    const old = this.package(id);
    if (changes.name !== undefined && changes.name !== old.name) this.#checkName(changes.name);
    const updated = { ...old, ...changes, name: changes.name ?? old.name, updatedDttm: this.#time() };
    this.#packages.set(id, updated);
    return updated;
  }

  deletePackage(id: string): void {
    for (const revision of this.revisionsOf(id)) this.#revisions.delete(revision.id);
    this.#packages.delete(id);
  }

  package(id: string): Package {
    const found = this.#packages.get(id);
    if (!found) throw notFound('Package', id);
    return found;
  }

  /** @param search In the name. */
  packages(search = ''): Package[] {
    return [...this.#packages.values()].filter(({ name }) => name.includes(search));
  }

  createRevision(packageId: string, functions: readonly FunctionInput[], name?: string): Revision {
    const number = this.revisionsOf(packageId).length + 1;
    const revision = {
      id: randomUUID(),
      packageId,
      name: name ?? `Revision ${number}`,
      createdDttm: this.#time(),
      functions: functions.map((one, index) => ({
        id: randomUUID(),
        functionRevisionId: randomUUID(),
        ...one,
        sortOrder: one.sortOrder ?? index,
      })),
    };
    this.#revisions.set(revision.id, revision);
    return revision;
  }

  renameRevision(id: string, name: string): Revision {
    const renamed = { ...this.revision(id), name };
    this.#revisions.set(id, renamed);
    return renamed;
  }

  deleteRevision(id: string): void {
    this.revision(id);
    this.#revisions.delete(id);
  }

  revision(id: string): Revision {
    const found = this.#revisions.get(id);
    if (!found) throw notFound('Package revision', id);
    return found;
  }

  revisionsOf(packageId: string): Revision[] {
    this.package(packageId);
    return [...this.#revisions.values()].filter((revision) => revision.packageId === packageId);
  }

  #checkName(name: string): void {
    if (this.packages().some((one) => one.name === name)) {
      throw new FaasError('FAAS-409', `A package named ${name} exists already`);
    }
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }
}
