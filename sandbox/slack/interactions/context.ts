import type { Core } from '../core.ts';
import type { Installation } from '../state/app.ts';
import type { Channel, User } from '../state/model.ts';

/** A person who uses the app in a workspace where it is installed. */
export interface Acting {
  readonly core: Core;
  readonly installation: Installation;
  readonly user: User;
}

/** What every interactive payload begins with. */
export function commonPayload({ core, installation, user }: Acting, type: string): Record<string, unknown> {
  const { workspace } = installation;
  return {
    type,
    user: { id: user.id, username: user.name, name: user.name, team_id: workspace.id },
    team: { id: workspace.id, domain: workspace.domain },
    api_app_id: core.app.id,
    token: core.app.verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The names that Slack gives to conversations without one. */
export function channelNameOf({ kind, name }: Channel): string {
  if (kind === 'im') return 'directmessage';
  return kind === 'private' ? 'privategroup' : name;
}
