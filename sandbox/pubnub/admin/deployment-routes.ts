import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import { FaasError, ok } from './envelope.ts';
import type { PackageDeployments } from './package-deployments.ts';
import { parseBody } from './parse-body.ts';
import { CreateDeployment, RollingUpdate } from './schemas.ts';

/** What the free plan runs at once. */
const RUNNING_LIMIT = 5;

/** Package deployments, and the Functions that run in them. */
export function deploymentRoutes(deployments: PackageDeployments): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();

  app.post('/package-deployments', async (context) => {
    const { packageRevisionId, keysetId } = await parseBody(context, CreateDeployment);
    return ok(context, deployments.create(packageRevisionId, keysetId));
  });
  app.get('/package-deployments/intersected', (context) => {
    const channels = context.req.queries('channel') ?? [];
    if (!context.req.query('keyset_id') || channels.length === 0) {
      throw new FaasError('FAAS-400', 'keyset_id and channel are required');
    }
    return ok(context, deployments.intersecting(channels, context.req.query('function_type')));
  });
  app.get('/package-deployments/:id', (context) => ok(context, deployments.get(context.req.param('id'))));
  app.delete('/package-deployments/:id', (context) => {
    deployments.delete(context.req.param('id'));
    return context.body(null, 204);
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
    const [packageId, revisionId] = [context.req.query('package_id'), context.req.query('package_revision_id')];
    if ((packageId === undefined) === (revisionId === undefined)) {
      throw new FaasError('FAAS-400', 'Exactly one of package_id and package_revision_id is required');
    }
    deployments.stopAll((one) => one.packageId === packageId || one.packageRevisionId === revisionId);
    return context.body(null, 204);
  });
  app.get('/limits/package-deployments-running', (context) =>
    ok(context, { limit: RUNNING_LIMIT, running: deployments.running().length }),
  );
  return app;
}
