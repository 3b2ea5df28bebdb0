import { z } from 'zod';

/**
 * The parts of a Slack app manifest that change how Slack treats the app. Reads any manifest that Slack's own schema
 * accepts (slackapi/manifest-schema 0.5.0) and ignores the rest of it.
 */
export const manifestSchema = z.object({
  display_information: z.object({ name: z.string().max(35) }).prefault({ name: 'Pigdin' }),
  features: z
    .object({
      app_home: z
        .object({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_enabled: z.boolean().default(true),
          messages_tab_read_only_enabled: z.boolean().default(false),
        })
        .prefault({}),
      bot_user: z.object({ display_name: z.string().max(80) }).prefault({ display_name: 'Pigdin' }),
      slash_commands: z
        .array(
          z.object({
            command: z.string().startsWith('/').max(32),
            should_escape: z.boolean().default(false),
            url: z.string().optional(),
          }),
        )
        .max(50)
        .default([]),
      shortcuts: z
        .array(
          z.object({ name: z.string().max(24), type: z.enum(['message', 'global']), callback_id: z.string().max(255) }),
        )
        .max(10)
        .default([]),
    })
    .prefault({}),
  oauth_config: z
    .object({
      redirect_urls: z.array(z.string()).default([]),
      scopes: z.object({ bot: z.array(z.string()).default([]) }).prefault({}),
    })
    .prefault({}),
  settings: z
    .object({
      event_subscriptions: z
        .object({ request_url: z.string().optional(), bot_events: z.array(z.string()).default([]) })
        .prefault({}),
      interactivity: z
        .object({ is_enabled: z.boolean().default(false), request_url: z.string().optional() })
        .prefault({}),
      socket_mode_enabled: z.boolean().default(false),
      token_rotation_enabled: z.boolean().default(false),
    })
    .prefault({}),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestInput = z.input<typeof manifestSchema>;

/** The app that the sandbox knows when it is given no manifest: it uses all that the sandbox models. */
export const DEFAULT_MANIFEST = {
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    slash_commands: [{ command: '/pigdin', should_escape: true }],
    shortcuts: [
      { name: 'Show Webex room details', type: 'message', callback_id: 'room_details' },
      { name: 'Connect Webex', type: 'global', callback_id: 'connect_webex' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'app_mentions:read',
        'channels:history',
        'channels:read',
        'chat:write',
        'chat:write.customize',
        'commands',
        'files:read',
        'files:write',
        'groups:history',
        'groups:read',
        'im:history',
        'im:write',
        'reactions:read',
        'reactions:write',
        'users:read',
        'users:read.email',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        'app_home_opened',
        'app_mention',
        'app_uninstalled',
        'channel_archive',
        'file_shared',
        'member_joined_channel',
        'member_left_channel',
        'message.channels',
        'message.groups',
        'message.im',
        'reaction_added',
        'reaction_removed',
        'tokens_revoked',
      ],
    },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  },
} satisfies ManifestInput;
