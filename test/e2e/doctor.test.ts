/** The real command, beside a bridge that is at work. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../support/house.ts';
import { run } from '../support/process.ts';

const DOCTOR = 'src/doctor/main.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
  await house.startBridge();
  await house.connectUma();
  await house.tend();
});
afterAll(() => house.close());

test('npm run doctor passes every check and ends with code 0, and nobody notices anything', async () => {
  const { slack, webex } = house.sandbox;
  const { ann, launch } = house.webex;
  const said = () => webex.journal.entries.filter(({ type }) => type === 'message').length;
  const posted = () =>
    slack.journal.entries.filter(
      (entry) => entry.type === 'ephemeral' || (entry.type === 'message' && entry.change === 'posted'),
    ).length;
  await ann.says(launch, 'Before');
  const thread = await house.threadOf('Product launch');
  await house.shown('Before');
  const before = { said: said(), posted: posted() };

  const { code, stdout, stderr } = await run(DOCTOR, [], house.sandbox.environment);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('All is well');
  expect(stdout).toContain("a signed notification of Uma Berg's webhook came out as an envelope");
  // Whatever the bridge made of the doctor's messages, it did before this one.
  await ann.says(launch, 'After');
  await house.shown('After');
  expect({ said: said(), posted: posted() }).toEqual({ said: before.said + 1, posted: before.posted + 1 });
  expect(house.replies(thread)).toEqual(['Ann Lee: Before', 'Ann Lee: After']);
});

test('npm run doctor says what is wrong and what to do, and ends with code 1', async () => {
  const { code, stdout, stderr } = await run(DOCTOR, [], {
    ...house.sandbox.environment,
    SLACK_BOT_TOKEN: 'xoxb-mistyped',
  });

  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(
    / {2}✗ bot token: Slack does not accept it \(invalid_auth\)\n {6}→ Copy the Bot User OAuth Token/,
  );
  expect(stdout).toMatch(/\n1 of \d+ checks failed\.\n$/);
});

test('npm run doctor without a configuration names what is missing', async () => {
  const { code, stdout } = await run(DOCTOR, [], {});

  expect(code).toBe(1);
  expect(stdout).toMatch(/→ PUBNUB_PUBLISH_KEY is missing\. \S/);
});
