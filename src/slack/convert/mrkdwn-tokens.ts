import type { Inline, Marks } from '../../bridge/convert/document.ts';
import { linked, look, words } from '../../bridge/convert/inlines.ts';
import { unescapeText } from './escape.ts';
import { moment } from './moments.ts';

/** Slack's notation between angle brackets: `@U1|label`, `#C1|label`, `!here`, `https://…|label`. */
export function fromToken(token: string, marks: Marks): Inline[] {
  const bar = token.indexOf('|');
  const target = unescapeText(bar < 0 ? token : token.slice(0, bar));
  const label = bar < 0 ? '' : unescapeText(token.slice(bar + 1));
  const id = target.slice(1);
  if (target.startsWith('@')) return [{ ...MENTION, kind: 'person', id, name: label, ...look(marks) }];
  if (target.startsWith('#')) return [{ ...MENTION, kind: 'channel', id, name: label, ...look(marks) }];
  if (target.startsWith('!')) return fromCommand(id, label, marks);
  return linked(label, target, marks);
}

const MENTION = { type: 'mention', platform: 'slack' } as const;

function fromCommand(command: string, label: string, marks: Marks): Inline[] {
  const [name = '', ...args] = command.split('^');
  const [first = '', format = ''] = args;
  if (name === 'subteam') return [{ ...MENTION, kind: 'group', id: first, name: label, ...look(marks) }];
  if (name === 'date' && /^-?\d{1,12}$/.test(first)) {
    return [{ ...moment(Number(first), format, label), ...look(marks) }];
  }
  return words(label || `@${name}`, marks);
}
