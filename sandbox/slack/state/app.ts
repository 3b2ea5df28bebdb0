import type { Manifest } from '../manifest.ts';
import { newId, newSecret } from './ids.ts';
import type { Workspace } from './workspace.ts';

/** The Slack app under test: one for each service, installed in any number of workspaces. */
export interface SlackApp {
  readonly id: string;
  readonly manifest: Manifest;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
  /** The old `token` field of events and interactions. */
  readonly verificationToken: string;
  /** `xapp-`, with the scope connections:write. */
  readonly appToken: string;
}

export function createApp(manifest: Manifest): SlackApp {
  const id = newId('A');
  return {
    id,
    manifest,
    clientId: `${Date.now()}.${parseInt(newSecret(4), 16)}`,
    clientSecret: newSecret(),
    signingSecret: newSecret(),
    verificationToken: newSecret(12),
    appToken: `xapp-1-${id}-${newSecret(6)}-${newSecret(32)}`,
  };
}

export type TokenState = 'active' | 'revoked' | 'expired' | 'uninstalled';

/** The app in one workspace. */
export interface Installation {
  readonly workspace: Workspace;
  readonly botUserId: string;
  readonly botId: string;
  scopes: Set<string>;
  isInstalled: boolean;
}

interface Grant {
  readonly installation: Installation;
  state: TokenState;
  /** Milliseconds since 1970; only where tokens rotate. */
  readonly expiresAt?: number;
}

/** Every bot token that was ever given out, and the installations behind them. */
export class Installations {
  readonly #byToken = new Map<string, Grant>();
  readonly #byTeam = new Map<string, Installation>();
  readonly #byRefreshToken = new Map<string, Installation>();

  add(workspace: Workspace, botUserId: string, botId: string, scopes: readonly string[]): Installation {
    const installation = { workspace, botUserId, botId, scopes: new Set(scopes), isInstalled: true };
    this.#byTeam.set(workspace.id, installation);
    return installation;
  }

  /** A new token; older ones stay what they are. */
  issueToken(installation: Installation, expiresAt?: number): string {
    const rotating = expiresAt !== undefined;
    const token = `${rotating ? 'xoxe.xoxb-1-' : `xoxb-${installation.workspace.id}-`}${newSecret(20)}`;
    this.#byToken.set(token, { installation, state: 'active', ...(rotating ? { expiresAt } : {}) });
    return token;
  }

  find(token: string): Readonly<Grant> | undefined {
    return this.#byToken.get(token);
  }

  issueRefreshToken(installation: Installation): string {
    const token = `xoxe-1-${newSecret(20)}`;
    this.#byRefreshToken.set(token, installation);
    return token;
  }

  /** The installation behind a refresh token, once. */
  takeRefreshToken(token: string): Installation | undefined {
    const installation = this.#byRefreshToken.get(token);
    this.#byRefreshToken.delete(token);
    return installation;
  }

  /** What tokens of this installation answer from now on: one of them, or all. */
  setTokenState(installation: Installation, state: TokenState, only?: string): void {
    for (const [token, grant] of this.#byToken) {
      const isMeant = grant.installation === installation && (only ?? token) === token;
      if (isMeant && grant.state === 'active') grant.state = state;
    }
  }

  of(teamId: string): Installation | undefined {
    return this.#byTeam.get(teamId);
  }
}
