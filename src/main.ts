/** The process: reads the environment, starts the app, stops it on a signal. `npm start` runs it. */
import { config as loadDotenv } from 'dotenv';
import { startApp } from './app.ts';
import { describeError } from './bridge/errors.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './log.ts';

try {
  loadDotenv({ quiet: true });
  const config = readConfig();
  const log = createLogger(config.log);
  process.on('unhandledRejection', (error) => log.error({ error: describeError(error) }, 'something failed unheard'));
  const app = await startApp(config, log);
  const stop = (): void => {
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1));
    void app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(
          { error: describeError(error) },
          'Pigdin did not stop as it should; what was under way is in its store',
        );
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // Whoever started this as a child process hears that messages flow now.
  process.send?.('ready');
} catch (error) {
  const sentence =
    error instanceof ConfigError ? error.message : `Pigdin cannot start: ${describeError(error).message}`;
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
