import type { Core } from './core.ts';
import type { Channel } from './state/model.ts';
import type { Workspace } from './state/workspace.ts';

/** The direct message of these people, opened if it was not open yet. */
export function openDirect(
  core: Core,
  workspace: Workspace,
  members: readonly string[],
): { channel: Channel; wasOpen: boolean } {
  const existing = workspace.findDirect(members);
  if (existing) return { channel: existing, wasOpen: true };
  const kind = members.length > 2 ? 'mpim' : 'im';
  const names = members.map((id) => workspace.users.get(id)?.name ?? id);
  const name = kind === 'mpim' ? `mpdm-${names.join('--')}-1` : '';
  return { channel: workspace.addChannel({ name, kind, members }, core.clock.seconds()), wasOpen: false };
}
