import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../../src/slack/commands/parse.ts';
import { COMMANDS, usageOf, USAGE_HINT } from '../../../../src/slack/commands/table.ts';

const argsOf = (typed: string) => {
  const parsed = parseCommand(typed);
  return parsed.kind === 'command' ? parsed.args : parsed;
};

describe('what somebody types', () => {
  test.each(['', '   ', '\n'])('is nothing: %j', (typed) => {
    expect(parseCommand(typed)).toEqual({ kind: 'nothing' });
  });

  test('is no command, and is named as it was typed', () => {
    expect(parseCommand('frob &lt;it&gt;')).toEqual({ kind: 'unknown', word: 'frob' });
    expect(parseCommand('&lt;!channel&gt;')).toEqual({ kind: 'unknown', word: '<!channel>' });
  });

  test('is a command, whatever its case and the spaces around it', () => {
    expect(parseCommand('  HisTory   Lunch  ')).toMatchObject({ name: 'history', args: { room: 'Lunch' } });
  });
});

describe('arguments', () => {
  test.each([
    ['history', {}],
    ['history 5', { count: 5 }],
    ['history lunch', { room: 'lunch' }],
    ['history lunch club 25', { room: 'lunch club', count: 25, roomWithCount: 'lunch club 25' }],
    ['history #lunch', { room: 'lunch' }],
    ['history R&amp;D &lt;x&gt;', { room: 'R&D <x>' }],
    ['history room7', { room: 'room7' }],
    ['history 9999999999', { room: '9999999999' }],
    ['rooms big lunch', { words: 'big lunch' }],
    ['connect', {}],
    ['connect <#C012AB|lunch> please', { channel: { kind: 'channel', id: 'C012AB' } }],
    ['connect #secret', { channel: { kind: 'unknown', name: 'secret' } }],
    ['move Lunch <#C1|general>', { room: 'Lunch', channel: { kind: 'channel', id: 'C1' } }],
    ['move Lunch Direct', { room: 'Lunch', channel: { kind: 'direct' } }],
    ['move Direct line direct', { room: 'Direct line', channel: { kind: 'direct' } }],
    ['move Lunch #nowhere', { room: 'Lunch', channel: { kind: 'unknown', name: 'nowhere' } }],
    ['new', {}],
    ['new ann@example.com', { email: 'ann@example.com' }],
    ['new <mailto:ann@example.com|ann@example.com> Hi &amp; bye', { email: 'ann@example.com', text: 'Hi & bye' }],
    ['new <@U123|theo> Hello', { slackUser: 'U123', text: 'Hello' }],
    ['new ann@example.com two\nlines', { email: 'ann@example.com', text: 'two\nlines' }],
    ['person Ann Lee', { person: 'Ann Lee' }],
    ['person <mailto:ann@example.com|ann@example.com>', { person: 'ann@example.com' }],
    ['who', {}],
    ['status and more', {}],
  ])('of %j', (typed, expected) => {
    expect(argsOf(typed)).toEqual(expected);
  });

  test.each(['open', 'mute', 'unmute', 'person', 'move', 'move Lunch', 'move <#C1|general>'])(
    'are missing in %j',
    (typed) => {
      expect(parseCommand(typed)).toMatchObject({ missing: { label: expect.any(String) } });
    },
  );

  test('of any text are read without an error, and hold no token of Slack', () => {
    const token = fc.constantFrom(
      '<@U1|ann>',
      '<#C1|x>',
      '<mailto:a@b.c|a@b.c>',
      '<https://x.y|x>',
      '<',
      '|',
      '12',
      '\n',
      ' ',
    );
    const typed = fc.array(fc.oneof(token, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), typed, ({ name }, rest) => {
        const parsed = parseCommand(`${name} ${rest}`);
        expect(parsed.kind).toBe('command');
        expect(JSON.stringify(parsed)).not.toContain('<@U1|ann>');
      }),
    );
  });
});

describe('the table of commands', () => {
  test('names each once, with a help line that is a sentence', () => {
    expect(new Set(COMMANDS.map(({ name }) => name)).size).toBe(COMMANDS.length);
    for (const { help } of COMMANDS) expect(help).toMatch(/^[A-Z].*\.$/);
  });

  test('says how each is typed', () => {
    expect(COMMANDS.map(usageOf)).toContain('history [room] [number]');
    expect(COMMANDS.map(usageOf)).toContain('move <room> <#channel or direct>');
  });

  test('fits the hint that Slack shows', () => {
    expect(USAGE_HINT.length).toBeLessThanOrEqual(1000);
  });
});
