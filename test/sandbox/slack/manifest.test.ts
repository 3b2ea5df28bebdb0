import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestSchema, type ManifestInput } from '../../../sandbox/slack/manifest.ts';
import { startSlack } from '../../../sandbox/slack/service.ts';
import { clientOf, errorOf } from './calls.ts';

describe('a manifest', () => {
  test("of the project's own is understood", () => {
    const manifest: unknown = parse(readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'));
    expect(manifestSchema.parse(manifest)).toMatchObject({
      features: { slash_commands: [{ command: '/pigdin', should_escape: true }] },
      settings: { socket_mode_enabled: true },
    });
  });

  test('decides what the bot may do and how it is called', async () => {
    const slack = await startSlack({
      manifest: {
        features: { bot_user: { display_name: 'Parrot' } },
        oauth_config: { scopes: { bot: ['chat:write'] } },
      },
    });
    const client = clientOf(slack);
    expect(await client.auth.test()).toMatchObject({ user: 'parrot' });
    expect(await errorOf(client.users.list({}))).toBe('missing_scope');
    await slack.close();
  });

  test.each<[string, ManifestInput, string]>([
    [
      'a shortcut with a name of 25 letters',
      { features: { shortcuts: [{ name: 'x'.repeat(25), type: 'global', callback_id: 'x' }] } },
      'shortcuts',
    ],
    ['a command without a slash', { features: { slash_commands: [{ command: 'pigdin' }] } }, 'slash_commands'],
    ['a name of 36 letters', { display_information: { name: 'x'.repeat(36) } }, 'display_information'],
  ])('is refused with %s', async (_what, manifest, field) => {
    await expect(startSlack({ manifest })).rejects.toThrow(field);
  });

  test('with a closed messages tab leaves no way to write to the app', async () => {
    const slack = await startSlack({ manifest: { features: { app_home: { messages_tab_read_only_enabled: true } } } });
    const uma = slack.world.addUser({ name: 'Uma Berg' });
    const direct = await uma.opensDirectMessage();
    await expect(uma.posts(direct, 'hello')).rejects.toThrow('messages tab is off or read-only');
    await slack.close();
  });
});
