import { record, type Core } from './core.ts';
import { announce } from './events.ts';
import type { Installation } from './state/app.ts';
import { newId } from './state/ids.ts';
import type { Workspace } from './state/workspace.ts';

/** Documented for rotating tokens. */
export const ROTATING_TOKEN_SECONDS = 43_200;

/** Puts the app with its bot into a workspace, or gives it other scopes where it is already. */
export function install(core: Core, workspace: Workspace, scopes: readonly string[]): Installation {
  const existing = core.installations.of(workspace.id);
  if (existing) {
    existing.scopes = new Set(scopes);
    existing.isInstalled = true;
    return existing;
  }
  const botId = newId('B');
  const bot = workspace.addUser({ name: core.app.manifest.features.bot_user.display_name, botId });
  return core.installations.add(workspace, bot.id, botId, scopes);
}

export interface Tokens {
  readonly accessToken: string;
  /** Only where tokens rotate. Good for one use. */
  readonly refreshToken?: string;
}

export function issueTokens(core: Core, installation: Installation, change: 'issued' | 'refreshed'): Tokens {
  record(core, { type: 'tokens', change, team: installation.workspace.id });
  if (!core.app.manifest.settings.token_rotation_enabled) {
    return { accessToken: core.installations.issueToken(installation) };
  }
  const expiresAt = core.clock.now() + ROTATING_TOKEN_SECONDS * 1000;
  return {
    accessToken: core.installations.issueToken(installation, expiresAt),
    refreshToken: core.installations.issueRefreshToken(installation),
  };
}

/** Makes tokens worthless and tells the app; without `token`, all of the installation's. */
export function revokeTokens(core: Core, installation: Installation, token?: string): void {
  core.installations.setTokenState(installation, 'revoked', token);
  tellOfTokens(core, installation);
}

/** Takes the app out of a workspace and tells it, once. */
export function uninstall(core: Core, installation: Installation): void {
  if (!installation.isInstalled) return;
  const event = { type: 'app_uninstalled', event_ts: core.clock.ts() };
  announce(core, installation.workspace, event, { subscription: 'app_uninstalled' });
  tellOfTokens(core, installation);
  core.installations.setTokenState(installation, 'uninstalled');
  installation.isInstalled = false;
}

function tellOfTokens(core: Core, { workspace, botUserId }: Installation): void {
  record(core, { type: 'tokens', change: 'revoked', team: workspace.id });
  const event = { type: 'tokens_revoked', tokens: { oauth: [], bot: [botUserId] }, event_ts: core.clock.ts() };
  announce(core, workspace, event, { subscription: 'tokens_revoked' });
}
