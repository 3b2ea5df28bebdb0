import type { Core } from '../core.ts';
import type { Installation } from '../state/app.ts';
import type { Message, User } from '../state/model.ts';
import { text } from './args.ts';

/** The arguments of the scope chat:write.customize. */
export const identityArgs = { username: text.optional(), icon_url: text.optional(), icon_emoji: text.optional() };

interface Identity {
  readonly username?: string | undefined;
  readonly icon_url?: string | undefined;
  readonly icon_emoji?: string | undefined;
}

/**
 * Who a message of the app is from: the bot itself; or another name and picture, which makes it a `bot_message` without
 * a user. Without the scope the other name is ignored.
 */
export function authorship(core: Core, installation: Installation, identity: Identity = {}): Partial<Message> {
  const { botId, botUserId, workspace, scopes } = installation;
  const common = { bot_id: botId, app_id: core.app.id, team: workspace.id };
  const bot = workspace.users.get(botUserId);
  const isCustom = Boolean(identity.username ?? identity.icon_url ?? identity.icon_emoji);
  if (isCustom && scopes.has('chat:write.customize')) {
    return {
      ...common,
      subtype: 'bot_message',
      username: identity.username ?? bot?.realName ?? '',
      ...iconsOf(identity),
    };
  }
  return { ...common, user: botUserId, ...(bot ? { bot_profile: botProfile(core, installation, bot) } : {}) };
}

/** The documents: an emoji overrides the picture. */
function iconsOf({ icon_emoji: emoji, icon_url: url }: Identity): Pick<Message, 'icons'> {
  if (emoji) return { icons: { emoji } };
  return url ? { icons: { image_48: url } } : {};
}

function botProfile({ app }: Core, { botId, workspace }: Installation, bot: User): object {
  return {
    id: botId,
    app_id: app.id,
    user_id: bot.id,
    name: bot.realName,
    icons: { image_36: bot.image, image_48: bot.image, image_72: bot.image },
    deleted: false,
    updated: 0,
    team_id: workspace.id,
  };
}
