import * as v from 'valibot';
import type { ChannelLayout } from '../../src/bridge/channels.ts';
import type { ClientCredentials } from '../platform/platform.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { jsonText } from './json.ts';
import { ConfigurationError } from './refusal.ts';

export interface Settings {
  /** Without a trailing slash. */
  readonly webexApiUrl: string;
  /** Where PubNub serves the On Request Functions of this keyset, without a trailing slash; undefined where unknown. */
  readonly functionsUrl: string | undefined;
  readonly layout: ChannelLayout;
}

const url = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/\S+$/),
  v.transform((text) => text.replace(/\/+$/, '')),
);
const SettingsSchema = v.object({
  webexApiUrl: v.optional(url, 'https://webexapis.com/v1'),
  functionsUrl: v.optional(url),
  layout: v.optional(v.picklist(['nested', 'flat']), 'nested'),
});

/** PIGDIN_SETTINGS of the vault over the defaults. */
export async function readSettings(runtime: Runtime, subscribeKey: string | undefined): Promise<Settings> {
  const parsed = v.safeParse(jsonText(SettingsSchema), (await runtime.secret('PIGDIN_SETTINGS')) ?? '{}');
  if (!parsed.success) {
    throw new ConfigurationError(
      "PIGDIN_SETTINGS in PubNub's vault must be JSON with webexApiUrl, functionsUrl and layout (nested or flat), each optional.",
    );
  }
  const { webexApiUrl, layout, functionsUrl } = parsed.output;
  const ofKeyset = subscribeKey && `https://ps.pndsn.com/v1/blocks/sub-key/${subscribeKey}`;
  return { webexApiUrl, layout, functionsUrl: functionsUrl ?? (ofKeyset || undefined) };
}

/** The secret shared with the app. ASCII, because it is not documented how PubNub's base64 takes anything else. */
export async function sharedSecret(runtime: Runtime): Promise<string> {
  const secret = await runtime.secret('PIGDIN_SECRET');
  if (secret === undefined) throw new ConfigurationError("PIGDIN_SECRET is missing in PubNub's vault.");
  if (!/^[\x20-\x7e]+$/.test(secret)) throw new ConfigurationError('PIGDIN_SECRET may hold ASCII characters only.');
  return secret;
}

/** Of the integration at Webex: sign-ins are granted and renewed in its name. */
export async function clientCredentials(runtime: Runtime): Promise<ClientCredentials> {
  const [id, secret] = [await runtime.secret('WEBEX_CLIENT_ID'), await runtime.secret('WEBEX_CLIENT_SECRET')];
  if (id !== undefined && secret !== undefined) return { id, secret };
  const missing = id === undefined ? 'WEBEX_CLIENT_ID' : 'WEBEX_CLIENT_SECRET';
  throw new ConfigurationError(
    `${missing} is missing in PubNub's vault: nobody can sign in, and no sign-in be renewed.`,
  );
}
