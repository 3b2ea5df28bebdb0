import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { emojiAt, emojiOf } from '../../../../src/slack/convert/emoji.ts';

/** Slack's names with their emoji, sorted; one a line. */
async function table(): Promise<string> {
  const file = new URL(import.meta.resolve('emoji-datasource/emoji.json'));
  const datasource = JSON.parse(await readFile(file, 'utf8')) as { short_names: string[]; unified: string }[];
  const names = datasource.flatMap(({ short_names, unified }) =>
    short_names.map((name): [string, string] => [name, emojiAt(unified) ?? '']),
  );
  return `${JSON.stringify(Object.fromEntries(names.toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
}

describe("Slack's names of emoji", () => {
  test('are those of emoji-datasource (after its update: vitest run -u on this file)', async () => {
    await expect(await table()).toMatchFileSnapshot('../../../../src/slack/convert/emoji-names.json');
  });

  test.each([
    ['smile', '😄'],
    ['+1', '👍'],
    ['thumbsup', '👍'],
    ['flag-de', '🇩🇪'],
    ['heart', '❤️'],
    ['wave::skin-tone-3', '👋🏼'],
    ['male-farmer::skin-tone-6', '👨🏿‍🌾'],
    ['v::skin-tone-2', '✌🏻'],
  ])('mean the emoji: %s', (name, emoji) => {
    expect(emojiOf(name)).toBe(emoji);
  });

  test.each(['partyparrot', 'constructor', '__proto__', 'toString', '', 'wave::skin-tone-9'])(
    'stay names where only the workspace knows them: %s',
    (name) => {
      expect(emojiOf(name)).toBe(`:${name}:`);
    },
  );
});

describe('code points', () => {
  test('are drawn', () => {
    expect(emojiAt('1f44b-1f3fb')).toBe('👋🏻');
    expect(emojiAt('2764-fe0f')).toBe('❤️');
  });

  test.each(['', 'zz', '1f44b-', '110000', '-1', 'ffffffff'])('that are none are nothing: %s', (hex) => {
    expect(emojiAt(hex)).toBeUndefined();
  });
});
