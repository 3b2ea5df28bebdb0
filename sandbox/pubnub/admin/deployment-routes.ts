import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Catalogue } from './catalogue.ts';
import { done, FaasError, ok } from './envelope.ts';
import type { PackageDeployments } from './package-deployments.ts';
import { parseBody } from './parse-body.ts';
import { CreateDeployment, RollingUpdate } from './schemas.ts';

/** What the free plan runs at once. Told, but not enforced: no document says how a further start is refused. */
const RUNNING_LIMIT = 5;

/** Package deployments, and the Functions that run in them. */
export function deploymentRoutes(
  catalogue: Catalogue,
  deployments: PackageDeployments,
): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();

  app.post('/package-deployments', async (context) => {
    const { packageRevisionId, keysetId } = await parseBody(context, CreateDeployment);
    return ok(context, deployments.create(packageRevisionId, keysetId));
  });
  app.get('/package-deployments/intersected', (context) => {
    const { keyset_id: keysetId, function_type: type } = context.req.query();
    const channels = context.req.queries('channel') ?? [];
    if (!keysetId || channels.length === 0) throw new FaasError('FAAS-400', 'keyset_id and channel are required');
    return ok(
      context,
      channels.map((channel) => ({
        channel,
        packageDeployments: deployments.intersecting(Number(keysetId), channel, type),
      })),
    );
  });
  app.get('/package-deployments/:id', (context) => ok(context, deployments.get(context.req.param('id'))));
  app.delete('/package-deployments/:id', (context) => {
    deployments.delete(context.req.param('id'));
    return done(context);
  });

  app.post('/package-deployments/:id/function-deployments', (context) =>
    ok(context, deployments.start(context.req.param('id'))),
  );
  app.delete('/package-deployments/:id/function-deployments', (context) =>
    ok(context, deployments.stop(context.req.param('id'))),
  );
  app.put('/package-deployments/:id/function-deployments', async (context) => {
    const { newPackageDeploymentId } = await parseBody(context, RollingUpdate);
    return ok(context, deployments.roll(context.req.param('id'), newPackageDeploymentId));
  });
  app.delete('/function-deployments', (context) => {
    const { package_id: packageId, package_revision_id: revisionId } = context.req.query();
    if (packageId !== undefined && revisionId === undefined) {
      return ok(context, deployments.stopOf(catalogue.revisionsOf(packageId)));
    }
    if (revisionId !== undefined && packageId === undefined) {
      return ok(context, deployments.stopOf([catalogue.revision(revisionId)]));
    }
    throw new FaasError('FAAS-400', 'Exactly one of package_id and package_revision_id is required');
  });
  app.get('/limits/package-deployments-running', (context) =>
    ok(context, {
      name: 'max_package_deployments_running',
      description: 'Maximum number of running package deployments per account',
      maxValue: String(RUNNING_LIMIT),
      currentValue: String(deployments.running().length),
    }),
  );
  return app;
}
