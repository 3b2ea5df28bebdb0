import { expect, test } from 'vitest';
import { openHouse } from '../support/house.ts';

test('over a whole run at the lowest level, no token, secret or message body reaches a log', async () => {
  const house = await openHouse();
  try {
    await house.startBridge();
    await house.connectUma();
    const { access_token, refresh_token } = house.sandbox.webex.world.issueTokens(house.webex.uma);
    await house.webex.ann.says(house.webex.launch, 'inbound-body-4711');
    await house.shown('inbound-body-4711');
    const thread = await house.threadOf('Product launch');
    const sent = await house.slack.uma.posts(thread.channel, 'outbound-body-4712', { threadTs: thread.ts });
    await house.marked(sent, 'white_check_mark');
    house.sandbox.slack.faults.inject({ path: /chat\.postMessage$/, answer: { status: 503, body: 'down' }, times: 2 });
    house.sandbox.webex.world.makeReadOnly(house.webex.launch);
    const refused = await house.slack.uma.posts(thread.channel, 'refused-body-4713', { threadTs: thread.ts });
    await house.marked(refused, 'x');
    await house.shown('Not sent to Webex.');
    await house.ask(house.slack.uma, 'history');
    await house.stopBridge();

    const { environment, pubnub } = house.sandbox;
    const functionLines = pubnub.journal.entries
      .filter(({ type }) => type === 'function-log')
      .map((entry) => JSON.stringify(entry));
    const everything = [...house.logged, ...functionLines].join('\n');
    expect(house.logged.length).toBeGreaterThan(5);
    const secrets = [
      access_token,
      refresh_token,
      environment['SLACK_BOT_TOKEN'],
      environment['SLACK_APP_TOKEN'],
      environment['PIGDIN_SECRET'],
      environment['PUBNUB_PUBLISH_KEY'],
    ];
    for (const secret of secrets) expect(everything).not.toContain(secret);
    expect(everything).not.toMatch(/body-47\d\d/);
  } finally {
    await house.close();
  }
});
