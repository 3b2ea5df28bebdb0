/** `npm run audit`: what Webex has, what was written down and what Slack shows, for a time. Writes nothing, anywhere. */
import { BridgeError, describeError } from '../bridge/errors.ts';
import { openStoreToRead } from '../bridge/store.ts';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { createLogger, hiding } from '../log.ts';
import { createQueryClient } from '../query-client.ts';
import { Audit, type RoomReport } from './audit.ts';
import { readOptions, USAGE, UsageError, type Options } from './options.ts';
import { linesOf, summaryOf } from './report.ts';
import { SlackSide } from './slack-side.ts';

/** Resolves to the exit code: 1 where a message is unaccounted for, or could not be looked at. */
export async function main(args: readonly string[], say: (line: string) => void): Promise<number> {
  try {
    const options = readOptions(args, Date.now());
    if (options === 'help') {
      say(USAGE);
      return 0;
    }
    const config = readConfig();
    const hide = hiding(config.log.secrets);
    return await audit(config, options, (line) => say(hide(line)));
  } catch (error) {
    const isKnown = error instanceof UsageError || error instanceof ConfigError;
    say(isKnown ? error.message : error instanceof BridgeError ? error.userMessage : describeError(error).message);
    return 1;
  }
}

async function audit(config: Config, options: Options, say: (line: string) => void): Promise<number> {
  const store = await openStoreToRead(config.store);
  try {
    const slack = new SlackSide(config.slack, createLogger(config.log, process.stderr));
    const reports: RoomReport[] = [];
    for await (const report of new Audit({ store, queries: createQueryClient(config.pubnub), slack }, options).run()) {
      reports.push(report);
      for (const line of linesOf(report)) say(line);
    }
    const { lines, isWell } = summaryOf(reports, options);
    for (const line of lines) say(line);
    return isWell ? 0 : 1;
  } finally {
    await store.close();
  }
}
