import type { Installation } from '../state/app.ts';
import type { StoredFile } from '../state/workspace.ts';

/** A bot sees its own files, and those shared where it is a member. */
export function maySee({ workspace, botUserId }: Installation, { file }: StoredFile): boolean {
  if (file.user === botUserId) return true;
  const places = [...file.channels, ...file.groups, ...file.ims];
  return places.some((id) => workspace.channels.get(id)?.members.has(botUserId));
}
