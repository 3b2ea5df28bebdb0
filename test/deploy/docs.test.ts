/** docs/deploy.md tells an operator by hand what the script knows from the table of Functions. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { placeOf } from '../../functions/bundle.ts';
import { FUNCTIONS } from '../../functions/deployment.ts';
import { SIGN_IN_PATH } from '../../src/bridge/sign-in.ts';
import { FUNCTIONS as FUNCTION_CHECKS } from '../../src/doctor/checks/functions.ts';
import { PUBNUB } from '../../src/doctor/checks/pubnub.ts';
import { SLACK } from '../../src/doctor/checks/slack.ts';
import { WEBEX } from '../../src/doctor/checks/webex.ts';

const guide = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

/** The cells of the table row that begins with the file. */
const rowOf = (name: string): string[] =>
  (guide.split('\n').find((line) => line.startsWith(`| \`${name}.js\``)) ?? '')
    .replaceAll('`', '')
    .split('|')
    .map((cell) => cell.trim());

test.each(FUNCTIONS)('the way by hand has $name in its place, with its secrets', (binding) => {
  const [, , kind, place, secrets] = rowOf(binding.name);
  expect(`${kind}, ${place}`).toBe(placeOf(binding));
  expect(secrets).toBe(binding.secrets.join(', '));
});

test('the redirect URI is the one of the sign-in', () => {
  expect(guide).toContain(`https://ps.pndsn.com/v1/blocks/sub-key/<subscribe key>${SIGN_IN_PATH}`);
});

test('the doctor’s checks are told in their order', () => {
  const checks = [PUBNUB, FUNCTION_CHECKS, WEBEX, SLACK].flatMap((section) => section.checks.map(({ name }) => name));
  const [, table = ''] = guide.split('| what it looks at');
  const told = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  expect(told).toEqual(['variables', ...checks]);
});
