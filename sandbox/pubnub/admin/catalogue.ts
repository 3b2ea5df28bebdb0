import { randomUUID } from 'node:crypto';
import { FaasError, notFound } from './envelope.ts';
import type { FunctionInput } from './schemas.ts';

export interface PackageDetails {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly apiManaged?: boolean | undefined;
}

interface Dated {
  readonly createdDttm: string;
  readonly updatedDttm: string;
}

export interface Package extends PackageDetails, Dated {
  readonly id: string;
}

export interface RevisionDetails {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** Immutable but for its name and its description. */
export interface Revision extends RevisionDetails, Dated {
  readonly id: string;
  readonly packageId: string;
  readonly name: string;
  readonly functions: readonly FunctionObject[];
}

interface FunctionObject extends FunctionInput, Dated {
  readonly id: string;
  readonly functionRevisionId: string;
  readonly packageRevisionId: string;
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
    const created = { ...details, id: randomUUID(), ...this.#dates() };
    this.#packages.set(created.id, created);
    this.createRevision(created.id, functions, { name: revisionName });
    return created;
  }

  updatePackage(id: string, changes: Omit<PackageDetails, 'name'> & { readonly name?: string | undefined }): Package {
    const old = this.package(id);
    if (changes.name !== undefined && changes.name !== old.name) this.#checkName(changes.name);
    const { updatedDttm } = this.#dates();
    const updated = { ...old, ...changes, name: changes.name ?? old.name, updatedDttm };
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

  createRevision(packageId: string, functions: readonly FunctionInput[], details: RevisionDetails): Revision {
    const id = randomUUID();
    const dates = this.#dates();
    const number = this.revisionsOf(packageId).length + 1;
    const revision = {
      ...details,
      id,
      packageId,
      name: details.name ?? `Revision ${number}`,
      ...dates,
      functions: functions.map((one, index) => ({
        id: randomUUID(),
        functionRevisionId: randomUUID(),
        packageRevisionId: id,
        ...one,
        sortOrder: one.sortOrder ?? index,
        ...dates,
      })),
    };
    this.#revisions.set(id, revision);
    return revision;
  }

  updateRevision(id: string, { name, description }: RevisionDetails): Revision {
    const old = this.revision(id);
    const { updatedDttm } = this.#dates();
    const updated = { ...old, name: name ?? old.name, description: description ?? old.description, updatedDttm };
    this.#revisions.set(id, updated);
    return updated;
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

  #dates(): Dated {
    const time = new Date(this.#now()).toISOString();
    return { createdDttm: time, updatedDttm: time };
  }
}
