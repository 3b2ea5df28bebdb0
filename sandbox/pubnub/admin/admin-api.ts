import { Hono } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { KvStore } from '../functions/kv-store.ts';
import type { Vault } from '../functions/modules/vault.ts';
import type { FunctionRuntime } from '../functions/runtime.ts';
import type { Keyset } from '../keyset.ts';
import type { AdminAccess } from '../options.ts';
import { Catalogue } from './catalogue.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { refusalAtDoor } from './door.ts';
import { failed, FaasError } from './envelope.ts';
import { keysetRoutes } from './keyset-routes.ts';
import { kvRoutes } from './kv-routes.ts';
import { PackageDeployments } from './package-deployments.ts';
import { packageRoutes } from './package-routes.ts';
import { secretRoutes } from './secret-routes.ts';

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
  return new Hono<{ Bindings: ServerBindings }>()
    .route('/faas', functionsApi(parts))
    .route('/keysets', keysetRoutes(parts));
}

function functionsApi(parts: AdminParts): Hono<{ Bindings: ServerBindings }> {
  const catalogue = new Catalogue(parts.now);
  const deployments = new PackageDeployments({ ...parts, catalogue });
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.use(async (context, next) => {
    const refusal = refusalAtDoor(context, parts.apiKey);
    if (refusal) throw refusal;
    await next();
  });
  app.use('/kv/*', async (context, next) => {
    const subkey = context.req.query('subkey');
    if (!subkey) throw new FaasError('FAAS-1020', 'Subkey parameter is required');
    if (subkey !== parts.keyset.subscribeKey) throw new FaasError('FAAS-1022', 'Subkey not found');
    await next();
  });
  app.route('/', packageRoutes(catalogue, deployments));
  app.route('/', deploymentRoutes(catalogue, deployments));
  app.route('/kv/secrets', secretRoutes(parts.vault));
  app.route('/kv', kvRoutes(parts.kv));
  app.onError((error, context) => {
    if (error instanceof FaasError) return failed(context, error);
    throw error;
  });
  return app;
}
