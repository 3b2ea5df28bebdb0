import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { main } from '../../functions/deploy/main.ts';
import { hiding, terminalOf, type Terminal } from '../../functions/deploy/terminal.ts';

/** A terminal with somebody in front of it, unless told. */
function streams(isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  return { input, output, errors: new PassThrough() };
}

const read = (stream: PassThrough): string => String(stream.read() ?? '');

describe('the question', () => {
  test.each([
    ['y\n', true],
    ['Yes \n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
  ])('answered with %j is %s', async (line, expected) => {
    const { input, output, errors } = streams();
    const answer = terminalOf({ input, output, errors }).ask?.('Sure? ');
    input.write(line);

    expect(await answer).toBe(expected);
    expect(read(output)).toContain('Sure? ');
  });

  test('is answered with no by the end of the input', async () => {
    const { input, output, errors } = streams();
    const answer = terminalOf({ input, output, errors }).ask?.('Sure? ');
    input.end();

    expect(await answer).toBe(false);
  });

  test('is not asked where nobody can answer', () => {
    expect(terminalOf(streams(false)).ask).toBeUndefined();
    expect(terminalOf({ ...streams(), input: streams(false).input }).ask).toBeUndefined();
  });
});

test('what is said goes to the output, what went wrong to the errors, and no secret to either', () => {
  const { input, output, errors } = streams();
  const terminal = hiding(terminalOf({ input, output, errors }), ['hush', 'other']);

  terminal.say('hush, hush and other things');
  terminal.complain('no hush');

  expect(read(output)).toBe('[hidden], [hidden] and [hidden] things\n');
  expect(read(errors)).toBe('no [hidden]\n');
});

describe('the program', () => {
  const run = async (args: string[], environment = {}): Promise<{ code: number; said: string; complaint: string }> => {
    const said: string[] = [];
    const complaints: string[] = [];
    const terminal: Terminal = {
      say: (line) => void said.push(line),
      complain: (line) => void complaints.push(line),
      ask: undefined,
    };
    const code = await main(args, terminal, environment);
    return { code, said: said.join('\n'), complaint: complaints.join('\n') };
  };

  test('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, said: expect.stringContaining('--plan') });
  });

  test.each([['--force'], ['now']])('does not take %s for something else', async (word) => {
    const { code, complaint } = await run([word]);
    expect(code).toBe(1);
    expect(complaint).toContain(`${word} is not understood.`);
    expect(complaint).toContain('--plan');
  });

  test('names what is missing before it does anything', async () => {
    const { code, said, complaint } = await run([]);
    expect([code, said]).toEqual([1, '']);
    expect(complaint).toMatch(/^The Functions cannot be deployed.*PUBNUB_ADMIN_API_KEY is missing/s);
  });
});
