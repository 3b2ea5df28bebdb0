import type { Workspace } from '../state/workspace.ts';

/** `@name` and `#channel` as Slack's composer turns them into mentions: by display name or handle, the longest first. */
export function resolveMentions(workspace: Workspace, text: string): string {
  return replaceNames(workspace, text, {
    user: (id) => `<@${id}>`,
    channel: (id) => `<#${id}>`,
  }).replaceAll(/(?<![\w<])@(here|channel|everyone)\b/g, '<!$1>');
}

/** The same for a command whose manifest says `should_escape`: with names, as documented. Links are wrapped too. */
export function escapeMentions(workspace: Workspace, text: string): string {
  return replaceNames(workspace, text, {
    user: (id, name) => `<@${id}|${name}>`,
    channel: (id, name) => `<#${id}|${name}>`,
  }).replaceAll(/(?<![<\w])https?:\/\/[^\s<>|]+/g, '<$&>');
}

interface Writers {
  readonly user: (id: string, name: string) => string;
  readonly channel: (id: string, name: string) => string;
}

function replaceNames({ users, channels }: Workspace, text: string, write: Writers): string {
  const names = new Map<string, string>();
  for (const { id, displayName, name } of users.values()) {
    names.set(`@${displayName}`, write.user(id, name));
    names.set(`@${name}`, write.user(id, name));
  }
  for (const { id, name, kind } of channels.values()) {
    if (kind === 'public' || kind === 'private') names.set(`#${name}`, write.channel(id, name));
  }
  const longestFirst = [...names.keys()].toSorted((a, b) => b.length - a.length).map(escapeForPattern);
  if (longestFirst.length === 0) return text;
  const pattern = new RegExp(`(?<![\\w<])(?:${longestFirst.join('|')})(?!\\w)`, 'g');
  return text.replaceAll(pattern, (name) => names.get(name) ?? name);
}

const escapeForPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
