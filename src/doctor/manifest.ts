import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** The scopes that Pigdin's own manifest asks for. */
export const manifestScopes = (): string[] =>
  Manifest.parse(parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'))).oauth_config.scopes.bot;
