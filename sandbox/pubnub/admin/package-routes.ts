import { Hono, type Context } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Catalogue, Revision } from './catalogue.ts';
import { FaasError, ok } from './envelope.ts';
import type { PackageDeployments } from './package-deployments.ts';
import { parseBody } from './parse-body.ts';
import { CreatePackage, CreateRevision, UpdatePackage, UpdateRevision } from './schemas.ts';

const DEFAULT_PAGE_SIZE = 20;

/** Packages and package revisions. */
export function packageRoutes(
  catalogue: Catalogue,
  deployments: PackageDeployments,
): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();

  app.get('/packages', (context) => paged(context, catalogue.packages(context.req.query('search'))));
  app.post('/packages', async (context) => {
    const { revisionName, functions, ...details } = await parseBody(context, CreatePackage);
    return ok(context, catalogue.createPackage(details, revisionName, functions));
  });
  app.get('/packages/:id', (context) => ok(context, catalogue.package(context.req.param('id'))));
  app.put('/packages/:id', async (context) =>
    ok(context, catalogue.updatePackage(context.req.param('id'), await parseBody(context, UpdatePackage))),
  );
  app.delete('/packages/:id', (context) => {
    const id = context.req.param('id');
    for (const revision of catalogue.revisionsOf(id)) checkIdle(deployments, revision.id);
    catalogue.deletePackage(id);
    return context.body(null, 204);
  });
  app.get('/packages/:id/package-revisions', (context) =>
    paged(context, catalogue.revisionsOf(context.req.param('id')).map(summary)),
  );

  app.post('/package-revisions', async (context) => {
    const { packageId, functions, name } = await parseBody(context, CreateRevision);
    return ok(context, summary(catalogue.createRevision(packageId, functions, name)));
  });
  app.get('/package-revisions/:id', (context) => ok(context, summary(catalogue.revision(context.req.param('id')))));
  app.put('/package-revisions/:id', async (context) => {
    const { name } = await parseBody(context, UpdateRevision);
    return ok(context, summary(catalogue.renameRevision(context.req.param('id'), name)));
  });
  app.delete('/package-revisions/:id', (context) => {
    const id = context.req.param('id');
    checkIdle(deployments, id);
    catalogue.deleteRevision(id);
    return context.body(null, 204);
  });
  app.get('/package-revisions/:id/functions', (context) =>
    paged(context, catalogue.revision(context.req.param('id')).functions),
  );
  app.get('/package-revisions/:id/package-deployments', (context) =>
    paged(context, deployments.of(catalogue.revision(context.req.param('id')).id)),
  );
  return app;
}

/** Its Functions have an address of their own. */
const summary = ({ functions: _functions, ...revision }: Revision): Omit<Revision, 'functions'> => revision;

function checkIdle(deployments: PackageDeployments, revisionId: string): void {
  if (deployments.of(revisionId).some(({ state }) => state === 'RUNNING')) {
    throw new FaasError('FAAS-400', 'A revision that runs cannot be deleted');
  }
}

function paged(context: Context, items: readonly unknown[]): Response {
  const page = Number(context.req.query('page') ?? 0);
  const size = Number(context.req.query('size') ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(page) || page < 0 || !Number.isInteger(size) || size < 1) {
    throw new FaasError('FAAS-400', 'page and size must be whole numbers');
  }
  return ok(context, items.slice(page * size, (page + 1) * size), { page, size, total: items.length });
}
