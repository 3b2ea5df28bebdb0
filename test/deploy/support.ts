import { onTestFinished, vi } from 'vitest';
import { startPubNub, type PubNubOptions, type PubNubService } from '../../sandbox/pubnub/service.ts';
import { readDeployConfig } from '../../src/config.ts';
import { deploy, type DeployOptions } from '../../functions/deploy/deploy.ts';
import { hiding, type Terminal } from '../../functions/deploy/terminal.ts';
import type { WantedFunction } from '../../functions/deploy/wanted.ts';
import { FUNCTIONS, type FunctionBinding } from '../../functions/deployment.ts';

export const SECRET = 'shared-secret-shared-secret-shared-secret';
export const CLIENT = { WEBEX_CLIENT_ID: 'C0FFEE', WEBEX_CLIENT_SECRET: 'webex-client-secret' };

/** Functions as small as can be; the On Request ones tell their version. */
export const version = (name: string, bindings: readonly FunctionBinding[] = FUNCTIONS): WantedFunction[] =>
  bindings.map((binding) => ({ binding, code: codeOf(binding, name) }));

const codeOf = ({ type }: FunctionBinding, name: string): string =>
  type === 'ON_REQUEST'
    ? `export default async (request, response) => response.send('${name}');`
    : `export default async (request) => request.ok(); // ${name}`;

export interface Run {
  readonly inPlace: boolean | undefined;
  readonly error: Error | undefined;
  /** Everything that was said. */
  readonly text: string;
}

/** A keyset of the sandbox's PubNub, and the program that deploys onto it. */
export class Installation {
  readonly pubnub: PubNubService;
  readonly environment: Readonly<Record<string, string>>;

  constructor(pubnub: PubNubService) {
    this.pubnub = pubnub;
    const { admin, keyset, url } = pubnub;
    this.environment = {
      PUBNUB_ADMIN_URL: admin.url,
      PUBNUB_ADMIN_API_KEY: admin.apiKey,
      PUBNUB_KEYSET_ID: String(admin.keysetId),
      PUBNUB_SUBSCRIBE_KEY: keyset.subscribeKey,
      PUBNUB_ORIGIN: url,
      PIGDIN_SECRET: SECRET,
      ...CLIENT,
    };
  }

  /** Without a terminal, and with the shortest pauses in which PubNub can start anything. */
  async deploy(
    functions: readonly WantedFunction[],
    environment: Readonly<Record<string, string>> = {},
    options: Partial<DeployOptions> = {},
    ask?: Terminal['ask'],
  ): Promise<Run> {
    const lines: string[] = [];
    const config = readDeployConfig({ ...this.environment, ...environment });
    const say = (line: string): void => void lines.push(line);
    const terminal = hiding({ say, complain: say, ask }, config.hidden);
    const chosen = { yes: true, planOnly: false, rewriteSecrets: false, pauseMs: 1, ...options };
    try {
      const inPlace = await deploy(config, functions, terminal, chosen);
      return { inPlace, error: undefined, text: lines.join('\n') };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { inPlace: undefined, error, text: [...lines, error.message].join('\n') };
    }
  }

  /** What the running Functions say; undefined where none runs. */
  async running(path = 'webex/webhook'): Promise<string | undefined> {
    const { url, keyset } = this.pubnub;
    const answer = await fetch(`${url}/v1/blocks/sub-key/${keyset.subscribeKey}/${path}`);
    return answer.status === 200 ? answer.text() : undefined;
  }

  /** A call of the Admin API as anybody may make it. */
  async admin<Data>(method: string, path: string, body?: unknown): Promise<Data> {
    const { url, apiKey } = this.pubnub.admin;
    const answer = await fetch(`${url}/faas/${path}`, {
      method,
      headers: { authorization: apiKey, 'pubnub-version': '2026-05-26', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return ((await answer.json()) as { data: Data }).data;
  }

  /**
   * Everything that a deployment can change: equal before and after means that nothing was changed. Waits until what was
   * started runs, because PubNub counts it only then.
   */
  async inventory(): Promise<{
    packages: { id: string; name: string }[];
    revisions: { id: string; name: string }[];
    deployments: { id: string; state: string }[];
    secrets: Record<string, string>;
    fingerprints: unknown;
  }> {
    await vi.waitFor(async () => {
      const { deployments } = await this.listed();
      if (deployments.some(({ state }) => state === 'STARTING')) throw new Error('A deployment is still starting');
    });
    return {
      ...(await this.listed()),
      secrets: Object.fromEntries(this.pubnub.vault.secrets),
      fingerprints: this.pubnub.kv.get('pigdin-secret-fingerprints'),
    };
  }

  private async listed() {
    const packages = await this.admin<{ id: string; name: string }[]>('GET', 'packages?size=100');
    const revisions = await this.each<{ id: string; name: string }>(
      packages,
      ({ id }) => `packages/${id}/package-revisions?size=100`,
    );
    const deployments = await this.each<{ id: string; state: string }>(
      revisions,
      ({ id }) => `package-revisions/${id}/package-deployments?size=100`,
    );
    return { packages, revisions, deployments };
  }

  private async each<Item>(of: readonly { id: string }[], path: (one: { id: string }) => string): Promise<Item[]> {
    return (await Promise.all(of.map((one) => this.admin<Item[]>('GET', path(one))))).flat();
  }
}

/** Ends with the test. */
export async function installation(options: PubNubOptions = {}): Promise<Installation> {
  const pubnub = await startPubNub(options);
  onTestFinished(() => pubnub.close());
  return new Installation(pubnub);
}
