import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { KvStore } from '../functions/kv-store.ts';
import type { Vault } from '../functions/modules/vault.ts';
import type { FunctionRuntime } from '../functions/runtime.ts';
import type { Keyset } from '../keyset.ts';
import type { AdminAccess } from '../options.ts';
import { Catalogue } from './catalogue.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { failed, FaasError } from './envelope.ts';
import { kvRoutes } from './kv-routes.ts';
import { PackageDeployments } from './package-deployments.ts';
import { packageRoutes } from './package-routes.ts';

/** Where the Admin API begins; PubNub's own has a host of its own. */
export const ADMIN_PATH = '/admin-api/v2';

export interface AdminParts extends AdminAccess {
  readonly keyset: Keyset;
  readonly runtime: FunctionRuntime;
  readonly kv: KvStore;
  readonly vault: Vault;
  readonly now: () => number;
}

/** The part of PubNub's Admin API, version 2, that deploys Functions. What is deployed here really runs. */
export function adminApi(parts: AdminParts): Hono<{ Bindings: ServerBindings }> {
  const catalogue = new Catalogue(parts.now);
  const deployments = new PackageDeployments(catalogue, parts.runtime, parts.keysetId);
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use(async (context, next) => {
    const authorization = context.req.header('authorization');
    if (!authorization) throw new FaasError('FAAS-1001', 'Authentication credentials were not provided');
    if (authorization !== parts.apiKey) throw new FaasError('FAAS-1002', 'Invalid authentication credential');
    if (!/^\d{4}-\d{2}-\d{2}$/.test(context.req.header('pubnub-version') ?? '')) {
      throw new FaasError('FAAS-400', 'The header PubNub-Version must name a date');
    }
    await next();
  });
  app.route('/faas', packageRoutes(catalogue, deployments));
  app.route('/faas', deploymentRoutes(deployments));
  app.route('/faas', kvRoutes(parts.keyset.subscribeKey, parts.kv, parts.vault));
  app.onError((error, context) => {
    if (error instanceof FaasError) return failed(context, error);
    throw error;
  });
  return app;
}
