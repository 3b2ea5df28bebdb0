import * as z from 'zod';
import type { AdminApi } from './admin-api.ts';
import { FunctionObject, PACKAGE, packageBody, revisionBody } from './mapper.ts';
import type { WantedFunction } from './wanted.ts';

const Package = z.object({ id: z.string(), name: z.string() });
const Revision = z.object({ id: z.string(), createdDttm: z.string() });
type Revision = z.output<typeof Revision>;

const Created = z.object({ data: z.object({ id: z.string() }) });

const AREA = 'package';

/** Pigdin's package, which holds its Functions, and the revisions of it: they cannot be changed, only added. */
export class Packages {
  readonly #api: AdminApi;

  constructor(api: AdminApi) {
    this.#api = api;
  }

  /** Undefined where the account does not have it. @throws AdminError as all methods here do */
  async id(): Promise<string | undefined> {
    const query = { search: PACKAGE };
    const call = { method: 'GET', path: '/faas/packages', query, doing: 'list the packages', area: AREA } as const;
    return (await this.#api.list(call, Package)).find(({ name }) => name === PACKAGE)?.id;
  }

  /** Newest first. */
  async revisions(packageId: string): Promise<Revision[]> {
    const path = `/faas/packages/${packageId}/package-revisions`;
    const found = await this.#api.list({ method: 'GET', path, doing: 'list the revisions', area: AREA }, Revision);
    return found.toSorted((a, b) => Date.parse(b.createdDttm) - Date.parse(a.createdDttm));
  }

  functionsOf(revisionId: string): Promise<FunctionObject[]> {
    const path = `/faas/package-revisions/${revisionId}/functions`;
    const doing = 'show the Functions of a revision';
    return this.#api.list({ method: 'GET', path, doing, area: AREA }, FunctionObject);
  }

  /** With a first revision. */
  async create(functions: readonly WantedFunction[]): Promise<string> {
    const body = packageBody(functions);
    const call = { method: 'POST', path: '/faas/packages', body, doing: 'create the package', area: AREA } as const;
    return (await this.#api.call(call, Created)).data.id;
  }

  async createRevision(packageId: string, functions: readonly WantedFunction[]): Promise<string> {
    const body = revisionBody(packageId, functions);
    const path = '/faas/package-revisions';
    const call = { method: 'POST', path, body, doing: 'create a revision', area: AREA } as const;
    return (await this.#api.call(call, Created)).data.id;
  }
}
