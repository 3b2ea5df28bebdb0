/** Slack's short names of emoji. The table is made from `emoji-datasource`, whose names Slack uses; a test keeps it so. */
import names from './emoji-names.json' with { type: 'json' };

const TABLE = new Map(Object.entries(names));
const SKIN_TONE = /^(?<base>.+?)::(?<tone>skin-tone-[2-6])$/;

/** The emoji, or `:name:` for one that only this workspace has. */
export function emojiOf(name: string): string {
  const { base = name, tone = '' } = SKIN_TONE.exec(name)?.groups ?? {};
  const emoji = TABLE.get(base);
  if (emoji === undefined) return `:${name}:`;
  // The tone belongs to the first of several signs that are drawn as one, in place of its variation selector.
  const [first = '', ...others] = emoji;
  const rest = others.join('');
  return tone === '' ? emoji : `${first}${TABLE.get(tone) ?? ''}${rest.replace(/^\ufe0f/, '')}`;
}

/** @param hex code points as `rich_text` has them, such as `1f44b-1f3fb` */
export function emojiAt(hex: string): string | undefined {
  if (!/^[0-9a-f]{2,5}(?:-[0-9a-f]{2,5})*$/i.test(hex)) return undefined;
  return String.fromCodePoint(...hex.split('-').map((code) => Number.parseInt(code, 16))).toWellFormed();
}
