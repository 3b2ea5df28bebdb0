import { webApi } from '@slack/bolt';
import { describe, expect, test, vi } from 'vitest';
import type { Asker, ConnectResult, Connections } from '../../../../../src/bridge/connections.ts';
import type { Invitation } from '../../../../../src/bridge/ports.ts';
import { texts } from '../../../../../src/bridge/texts.ts';
import { connect } from '../../../../../src/slack/listeners/commands/connect.ts';
import type { Asked } from '../../../../../src/slack/listeners/commands/asked.ts';
import { account, TEAM } from '../../../../support/builders.ts';

const EMAIL = 'user1@example.com';
const refusal = (error: string): Error => new webApi.WebAPIPlatformError({ ok: false, error });

interface Scene {
  readonly words?: string;
  readonly email?: string | undefined;
  /** What Slack says of the channel. */
  readonly channel?: object | Error;
  readonly result?: ConnectResult;
  /** Where a Webex integration is configured. */
  readonly invitation?: Invitation;
}

/** What the command answers, and what it asked the bridge for. */
async function connecting({ words = '', email = EMAIL, channel = {}, result, invitation }: Scene) {
  const asked: (Asker & { email?: string; responseUrl?: string })[] = [];
  const connectByEmail = vi.fn<Connections['connectByEmail']>(async (asker, address) => {
    asked.push({ ...asker, email: address });
    const home = asker.home ?? 'D1';
    return result ?? { kind: 'connected', account: account(1, { home }) };
  });
  const invite = vi.fn<Connections['invite']>(async (asker) => {
    if (invitation) asked.push(asker);
    return invitation;
  });
  const client = {
    users: { info: async () => ({ ok: true, user: { profile: { email } } }) },
    conversations: {
      info: async () => {
        if (channel instanceof Error) throw channel;
        return { ok: true, channel };
      },
    },
  };
  const bridge = { connections: { connectByEmail, invite } };
  const command = { team: TEAM, slackUser: 'U1', words, client, bridge, responseUrl: 'https://slack.test/answer' };
  const answer = await connect(command as unknown as Asked);
  return { answer, asked };
}

describe('connecting', () => {
  test('where people sign in by themselves gives a button, and keeps where the answer can be replaced', async () => {
    const invitation = { text: 'Sign in', button: 'Go', url: 'https://webex.test/authorize' };
    const { answer, asked } = await connecting({ invitation });
    expect(asked).toEqual([{ team: TEAM, slackUser: 'U1', home: undefined, responseUrl: 'https://slack.test/answer' }]);
    expect(answer).toMatchObject({ text: 'Sign in', blocks: expect.anything() });
    expect(JSON.stringify(answer)).toContain('https://webex.test/authorize');
  });

  test('pairs by the address that Slack vouches for, and says what happens next', async () => {
    const { answer, asked } = await connecting({});
    expect(asked).toEqual([{ team: TEAM, slackUser: 'U1', email: EMAIL, home: undefined }]);
    expect(answer).toBe(texts.connected('User 1', EMAIL, texts.yourDirectMessages));
  });

  test('with a channel opens threads there, and says who will read them', async () => {
    const { answer, asked } = await connecting({ words: '<#C012AB|lunch> please', channel: { is_member: true } });
    expect(asked).toEqual([expect.objectContaining({ home: 'C012AB' })]);
    expect(answer).toBe(`${texts.connected('User 1', EMAIL, '<#C012AB>')}\n${texts.everyoneReads('<#C012AB>')}`);
  });

  test.each([
    ['Slack does not tell the address', { email: '' }, texts.noEmail],
    ['nobody has set the address up', { result: { kind: 'unknown-email' } }, texts.unknownEmail(EMAIL)],
    ['somebody else has it', { result: { kind: 'taken' } }, texts.taken(EMAIL)],
  ] satisfies [string, Scene, string][])('says what to do when %s', async (_why, scene, expected) => {
    await expect(connecting(scene)).resolves.toMatchObject({ answer: expected });
  });
});

describe('a channel', () => {
  const words = '<#C1|lunch>';
  test.each([
    ['shared with another company', { is_member: true, is_ext_shared: true }, texts.sharedChannel('<#C1>')],
    ['in which Pigdin is not', { is_member: false }, texts.notInChannel('<#C1>')],
    ['that Slack does not show to Pigdin', refusal('channel_not_found'), texts.notInChannel('<#C1>')],
  ])('%s is not taken, and nobody is connected', async (_which, channel, expected) => {
    await expect(connecting({ words, channel })).resolves.toEqual({ answer: expected, asked: [] });
  });

  test('of which Slack tells nothing at all is an error', async () => {
    await expect(connecting({ words, channel: refusal('internal_error') })).rejects.toThrow('internal_error');
  });
});
