import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Catalogue, Package, Revision } from './catalogue.ts';
import { done, FaasError, ok } from './envelope.ts';
import type { PackageDeployments } from './package-deployments.ts';
import { paged } from './paging.ts';
import { parseBody } from './parse-body.ts';
import { CreatePackage, CreateRevision, UpdatePackage, UpdateRevision } from './schemas.ts';

/** Packages and package revisions. */
export function packageRoutes(
  catalogue: Catalogue,
  deployments: PackageDeployments,
): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();

  const shownRevision = (revision: Revision) => ({ ...revision, ...countsOf(deployments, [revision]) });
  const shownPackage = (one: Package) => {
    const revisions = catalogue.revisionsOf(one.id);
    const running = revisions.filter((revision) => countsOf(deployments, [revision]).packageDeploymentsRunning > 0);
    const counts = { revisionsTotal: revisions.length, revisionsRunning: running.length };
    return { ...one, ...counts, ...countsOf(deployments, revisions) };
  };

  app.get('/packages', (context) => paged(context, catalogue.packages(context.req.query('search')).map(shownPackage)));
  app.post('/packages', async (context) => {
    const { revisionName, functions, ...details } = await parseBody(context, CreatePackage);
    return ok(context, shownPackage(catalogue.createPackage(details, revisionName, functions)));
  });
  app.get('/packages/:id', (context) => ok(context, shownPackage(catalogue.package(context.req.param('id')))));
  app.put('/packages/:id', async (context) => {
    const changes = await parseBody(context, UpdatePackage);
    return ok(context, shownPackage(catalogue.updatePackage(context.req.param('id'), changes)));
  });
  app.delete('/packages/:id', (context) => {
    const id = context.req.param('id');
    const revisions = catalogue.revisionsOf(id);
    if (revisions.some((revision) => deployments.isActive(revision.id))) {
      throw new FaasError('FAAS-1016', 'Package cannot be deleted: it has active deployments');
    }
    for (const revision of revisions) deployments.deleteOf(revision.id);
    catalogue.deletePackage(id);
    return done(context);
  });
  app.get('/packages/:id/package-revisions', (context) =>
    paged(context, catalogue.revisionsOf(context.req.param('id')).map(shownRevision)),
  );

  app.post('/package-revisions', async (context) => {
    const { packageId, functions, ...details } = await parseBody(context, CreateRevision);
    return ok(context, shownRevision(catalogue.createRevision(packageId, functions, details)));
  });
  app.get('/package-revisions/:id', (context) =>
    ok(context, shownRevision(catalogue.revision(context.req.param('id')))),
  );
  app.put('/package-revisions/:id', async (context) => {
    const changes = await parseBody(context, UpdateRevision);
    return ok(context, shownRevision(catalogue.updateRevision(context.req.param('id'), changes)));
  });
  app.delete('/package-revisions/:id', (context) => {
    const { id } = catalogue.revision(context.req.param('id'));
    if (deployments.isActive(id)) {
      throw new FaasError('FAAS-1017', 'Package revision cannot be deleted: it has active deployments');
    }
    deployments.deleteOf(id);
    catalogue.deleteRevision(id);
    return done(context);
  });
  app.get('/package-revisions/:id/functions', (context) =>
    paged(context, catalogue.revision(context.req.param('id')).functions),
  );
  app.get('/package-revisions/:id/package-deployments', (context) =>
    paged(context, deployments.of(catalogue.revision(context.req.param('id')).id)),
  );
  return app;
}

/** How often revisions are on the keyset, and how often they run there. */
function countsOf(deployments: PackageDeployments, revisions: readonly Revision[]) {
  const found = revisions.flatMap(({ id }) => deployments.of(id));
  return {
    packageDeploymentsTotal: found.length,
    packageDeploymentsRunning: found.filter(({ state }) => state === 'RUNNING').length,
  };
}
