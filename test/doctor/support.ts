import { onTestFinished } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { setUpUser } from '../../sandbox/set-up-user.ts';
import { seedWebex, type WebexWorld } from '../../sandbox/world.ts';
import { keyOf } from '../../src/bridge/ids.ts';
import { main } from '../../src/doctor/main.ts';

export interface Report {
  readonly code: number;
  readonly text: string;
}

/** Only a machine that is very busy needs it. */
const PATIENCE_MS = 15_000;

/** For what never comes: it is waited for as long, and all else must come within it. */
export const IN_VAIN_MS = 3000;

/** An installation in the sandbox, and the doctor who examines it. */
export class Clinic {
  readonly sandbox: Sandbox;
  readonly webex: WebexWorld;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    this.webex = seedWebex(sandbox.webex);
  }

  /** Runs the doctor's own entry. */
  async examine(environment: Readonly<Record<string, string>> = {}, patienceMs = PATIENCE_MS): Promise<Report> {
    const lines: string[] = [];
    const code = await main({
      say: (line) => lines.push(...line.split('\n')),
      environment: { ...this.sandbox.environment, ...environment },
      patienceMs,
    });
    const text = lines.join('\n');
    for (const [name, secret] of this.secrets()) if (text.includes(secret)) throw new Error(`${name} was printed`);
    return { code, text };
  }

  /** What is nobody's business on a terminal. */
  private secrets(): [name: string, value: string][] {
    const { environment, pubnub } = this.sandbox;
    const hidden = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'PUBNUB_PUBLISH_KEY', 'PIGDIN_SECRET'];
    const record = JSON.parse(pubnub.kv.get(`user:${this.uma}`) ?? '{}') as Record<string, unknown>;
    return [
      ...hidden.map((name): [string, string] => [name, environment[name] ?? '']),
      ['PUBNUB_SECRET_KEY', pubnub.keyset.secretKey],
      ['WEBEX_CLIENT_SECRET', pubnub.vault.secrets.get('WEBEX_CLIENT_SECRET') ?? ''],
      ...['accessToken', 'refreshToken', 'webhookSecret'].map((name): [string, string] => [name, String(record[name])]),
    ].filter((pair): pair is [string, string] => pair[1] !== '');
  }

  get functionsUrl(): string {
    const { url, keyset } = this.sandbox.pubnub;
    return `${url}/v1/blocks/sub-key/${keyset.subscribeKey}`;
  }

  /** Uma's key in PubNub. */
  get uma(): string {
    return keyOf(this.webex.uma.id, 'PEOPLE') ?? '';
  }

  connectUma(): Promise<void> {
    return setUpUser(this.sandbox, this.webex.uma);
  }

  async deleteWebhook(): Promise<void> {
    const { world, apiUrl } = this.sandbox.webex;
    const headers = { authorization: `Bearer ${world.issueTokens(this.webex.uma).access_token}` };
    const { items } = (await (await fetch(`${apiUrl}/webhooks`, { headers })).json()) as { items: { id: string }[] };
    for (const { id } of items) await fetch(`${apiUrl}/webhooks/${id}`, { method: 'DELETE', headers });
  }

  /** By a hundred failures within five minutes. */
  async disableWebhook(): Promise<void> {
    const { pubnub, webex } = this.sandbox;
    pubnub.faults.inject({ path: /\/webex\/webhook$/, answer: { status: 503 }, times: 100 });
    for (let said = 0; said < 100; said += 1) await this.webex.ann.says(this.webex.launch, `${said}`);
    await webex.journal.waitFor(
      'the webhook disabled',
      (entry) => entry.type === 'webhook' && entry.change === 'disabled',
    );
  }
}

/** Uma is connected, and webex-interval has run, unless told. It ends with the test. */
export async function clinic({ connected = true, ...options }: SandboxOptions & { connected?: boolean } = {}) {
  const sandbox = await startSandbox({ ...options, slack: { rateLimits: 'off', ...options.slack } });
  onTestFinished(() => sandbox.close());
  const here = new Clinic(sandbox);
  if (connected) await here.connectUma();
  await sandbox.pubnub.functions.runInterval('webex-interval');
  return here;
}

/** The line of a check, without its sign. */
const lineOf = ({ text }: Report, sign: string, name: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`  ${sign} ${name}: `))
    ?.slice(`  ${sign} ${name}: `.length);

export const passed = (report: Report, name: string): string | undefined => lineOf(report, '✓', name);
export const skipped = (report: Report, name: string): string | undefined => lineOf(report, '–', name);

/** What the failed check says, and the remedy beneath it. */
export function failed(report: Report, name: string): { says: string; remedy: string } | undefined {
  const lines = report.text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`  ✗ ${name}: `));
  const [says, remedy = ''] = lines.slice(at, at + 2);
  return at < 0 || says === undefined ? undefined : { says, remedy: remedy.replace(/^ +→ /, '') };
}

/** The names of the checks that failed. */
export const failures = ({ text }: Report): string[] =>
  [...text.matchAll(/^ {2}✗ ([^:]+): /gm)].map(([, name = '']) => name);
