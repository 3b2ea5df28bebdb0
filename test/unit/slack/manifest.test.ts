import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { USAGE_HINT } from '../../../src/slack/commands/table.ts';
import { SHORTCUTS } from '../../../src/slack/views/ids.ts';

interface Manifest {
  readonly features: {
    readonly slash_commands: readonly { command: string; usage_hint: string; should_escape: boolean }[];
    readonly shortcuts: readonly { name: string; type: string; callback_id: string }[];
    readonly app_home: { home_tab_enabled: boolean; messages_tab_enabled: boolean };
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly bot_events: readonly string[] };
    readonly interactivity: { is_enabled: boolean };
  };
}

const manifest = parse(readFileSync('manifest.yml', 'utf8')) as Manifest;
const sources = globSync('src/slack/**/*.ts').map((file) => readFileSync(file, 'utf8'));
const found = (pattern: RegExp): string[] => [
  ...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name = '']) => name))),
];

/** What the scopes are for: each method, event and argument that Pigdin uses, with what Slack asks for it. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write', 'chat:write.customize'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'reactions.add': ['reactions:write'],
  'reactions.remove': ['reactions:write'],
  'users.info': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.update': [],
  'views.publish': [],
  'event app_home_opened': [],
  'event app_mention': ['app_mentions:read'],
  'event message': ['channels:history', 'groups:history', 'im:history'],
  command: ['commands'],
};

/** An event of the code, as the manifest subscribes to it. */
const SUBSCRIPTIONS: Readonly<Record<string, readonly string[]>> = {
  message: ['message.channels', 'message.groups', 'message.im'],
};

const methods = found(/client\s*\.(\w+\s*\.\w+)\(/g).map((name) => name.replaceAll(/\s/g, ''));
const events = found(/app\.event\('(\w+)'/g);

test('is accepted by the schema of Slack', () => {
  const read = (name: string) => JSON.parse(readFileSync(`test/fixtures/slack-manifest/${name}`, 'utf8')) as object;
  const ajv = new Ajv({ strict: false });
  for (const version of ['1.0.0', '2.0.0']) {
    const id = `https://raw.githubusercontent.com/slackapi/manifest-schema/v0.5.0/schemas/manifest.schema.${version}.json`;
    ajv.addSchema({ ...read(`manifest.schema.${version}.json`), $id: id });
  }
  const isValid = ajv.compile(read('manifest.schema.json'));
  isValid(manifest);
  expect(isValid.errors).toBeNull();
  expect(isValid({ ...manifest, settings: { ...manifest.settings, nonsense: true } })).toBe(false);
});

describe('each thing in it is used, and each thing that is used is in it', () => {
  test('the command, with the hint that the table of commands gives', () => {
    const [command, ...others] = manifest.features.slash_commands;
    expect(found(/app\.command\('([^']+)'/g)).toEqual([command?.command]);
    expect(others).toEqual([]);
    expect(command).toMatchObject({ usage_hint: USAGE_HINT, should_escape: true });
  });

  test('shortcuts', () => {
    const { shortcuts } = manifest.features;
    expect(shortcuts.map((one) => one.callback_id).toSorted()).toEqual(Object.values(SHORTCUTS).toSorted());
    for (const { name, type } of shortcuts) expect([type, name.length <= 24]).toEqual(['message', true]);
  });

  test('events', () => {
    const wanted = events.flatMap((event) => SUBSCRIPTIONS[event] ?? [event]);
    expect([...manifest.settings.event_subscriptions.bot_events].toSorted()).toEqual(wanted.toSorted());
  });

  test('scopes', () => {
    const uses = [...methods, ...events.map((event) => `event ${event}`), 'command'];
    const unknown = uses.filter((use) => SCOPES[use] === undefined);
    expect(unknown).toEqual([]);
    const wanted = new Set(uses.flatMap((use) => SCOPES[use] ?? []));
    expect([...manifest.oauth_config.scopes.bot].toSorted()).toEqual([...wanted].toSorted());
  });

  test('the Home, the messages and interactivity', () => {
    expect(manifest.features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
    expect(manifest.settings.interactivity).toEqual({ is_enabled: true });
  });
});

test('Slack’s command line finds how to print the manifest and to start the app', () => {
  const { hooks } = JSON.parse(readFileSync('.slack/hooks.json', 'utf8')) as { hooks: Record<string, string> };
  const [program = '', ...args] = (hooks['get-manifest'] ?? '').split(' ');
  expect(JSON.parse(execFileSync(program, args, { encoding: 'utf8' }))).toEqual(manifest);
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(hooks['start']).toBe('npm run --silent start');
  expect(scripts['start']).toBeDefined();
});
