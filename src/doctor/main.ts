/** `npm run doctor`: checks this installation from end to end, one line a check, each failure with its remedy. */
import { config as loadDotenv } from 'dotenv';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { hiding } from '../log.ts';
import { examine } from './check.ts';
import { FUNCTIONS } from './checks/functions.ts';
import { PUBNUB } from './checks/pubnub.ts';
import { SLACK } from './checks/slack.ts';
import { WEBEX } from './checks/webex.ts';
import { patientOf } from './patient.ts';

export interface DoctorOptions {
  readonly say: (line: string) => void;
  /** The process's own unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How long a message may be on its way through PubNub. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 10_000;

/** Resolves to the exit code: 1 where something is wrong. */
export async function main({ say, environment, patienceMs = PATIENCE_MS }: DoctorOptions): Promise<number> {
  const config = configuration(say, environment);
  if (!config) return 1;
  const hide = hiding(config.log.secrets);
  const patient = patientOf(config, patienceMs);
  try {
    const { passed, failed } = await examine([PUBNUB, FUNCTIONS, WEBEX, SLACK], patient, (line) => say(hide(line)));
    say(failed === 0 ? `\nAll is well: ${passed} checks passed.` : `\n${failed} of ${passed + failed} checks failed.`);
    return failed === 0 ? 0 : 1;
  } finally {
    patient.pubnub.close();
  }
}

function configuration(say: DoctorOptions['say'], environment: DoctorOptions['environment']): Config | undefined {
  say('Configuration');
  try {
    const config = readConfig(environment);
    say('  ✓ variables: nothing is missing or malformed');
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [, ...lines] = error.message.split('\n');
    say('  ✗ variables: not complete, so nothing else can be checked');
    for (const line of lines) say(`      → ${line.trim()}`);
    return undefined;
  }
}

if (import.meta.main) {
  loadDotenv({ quiet: true });
  process.exitCode = await main({ say: (line) => void process.stdout.write(`${line}\n`) });
}
