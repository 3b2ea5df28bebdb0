import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PubNub from 'pubnub';
import { onTestFinished } from 'vitest';
import { startPubNub, type PubNubOptions, type PubNubService } from '../../../sandbox/pubnub/service.ts';

/** A PubNub that ends with the test. */
export async function pubnubService(options: PubNubOptions = {}): Promise<PubNubService> {
  const service = await startPubNub(options);
  onTestFinished(() => service.close());
  return service;
}

/** The official SDK, pointed at the sandbox, that ends with the test. */
export function client(service: PubNubService, options: Partial<PubNub.PubNubConfiguration> = {}): PubNub {
  const pubnub = new PubNub({
    publishKey: service.keyset.publishKey,
    subscribeKey: service.keyset.subscribeKey,
    userId: 'tester',
    origin: `127.0.0.1:${service.port}`,
    ssl: false,
    ...options,
  });
  onTestFinished(() => pubnub.destroy());
  return pubnub;
}

/** Writes Functions, by name, into a directory that ends with the test. */
export function functionFiles(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'pubnub-functions-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, code] of Object.entries(files)) writeFileSync(join(directory, `${name}.js`), code);
  return directory;
}

/** What the SDK rejects with: the HTTP status and body of PubNub's answer. */
export async function refusalOf(work: Promise<unknown>): Promise<{ status: number | undefined; body: unknown }> {
  try {
    await work;
  } catch (error) {
    const { status } = error as { status?: { statusCode?: number; errorData?: { response?: unknown } } };
    return { status: status?.statusCode, body: status?.errorData };
  }
  throw new Error('PubNub did not refuse');
}
