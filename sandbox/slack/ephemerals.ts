import { record, type Core } from './core.ts';
import type { Ephemeral } from './state/model.ts';
import type { Workspace } from './state/workspace.ts';

type Draft = Omit<Ephemeral, 'ts' | 'isDeleted'>;

/** Shows a message to one person only. The app hears nothing of it. */
export function postEphemeral(core: Core, workspace: Workspace, draft: Draft): Ephemeral {
  const ephemeral: Ephemeral = { ...draft, ts: core.clock.ts(), isDeleted: false };
  workspace.ephemerals.push(ephemeral);
  note(core, 'posted', ephemeral);
  return ephemeral;
}

export function editEphemeral(core: Core, ephemeral: Ephemeral, content: Pick<Ephemeral, 'text' | 'blocks'>): void {
  ephemeral.text = content.text;
  ephemeral.blocks = content.blocks ?? [];
  note(core, 'edited', ephemeral);
}

export function removeEphemeral(core: Core, ephemeral: Ephemeral): void {
  ephemeral.isDeleted = true;
  note(core, 'deleted', ephemeral);
}

/** Undefined when it was deleted. */
export const findEphemeral = (workspace: Workspace, channel: string, ts: string): Ephemeral | undefined =>
  workspace.ephemerals.find((one) => one.channel === channel && one.ts === ts && !one.isDeleted);

function note(core: Core, change: 'posted' | 'edited' | 'deleted', { channel, viewer, ts, text }: Ephemeral): void {
  record(core, { type: 'ephemeral', change, channel, viewer, ts, text });
}
