/** Structured logs: readable lines in a terminal, JSON elsewhere. No secret and no message body ever passes. */
import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { LogConfig } from './config.ts';

/** Nothing that looks like a token is printed, even one that the configuration does not know. */
const TOKENS = /\b(xox[a-z]-|xapp-|Bearer\s+)[\w.-]+/g;

/** Takes the secrets out of a line, and whatever looks like a token. */
export function hiding(configured: readonly string[]): (line: string) => string {
  const secrets = configured.filter((secret) => secret.length > 0);
  return (line) =>
    secrets.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), line).replace(TOKENS, '$1[hidden]');
}

/** @param output takes whole lines; standard output by default */
export function createLogger(config: LogConfig, output: DestinationStream = process.stdout): Logger {
  const hide = hiding(config.secrets);
  const lines = config.pretty
    ? pretty({ destination: output, translateTime: 'SYS:HH:MM:ss', singleLine: true, errorLikeObjectKeys: [] })
    : output;
  return pino({ level: config.level, base: null }, { write: (line) => lines.write(hide(line)) });
}

/**
 * Bolt's own log lines, those of its debug level left out: they print whole payloads, with message bodies.
 * Only texts and the names and messages of errors pass.
 */
export function boltLogger(log: Logger): BoltLogger {
  return {
    debug: () => undefined,
    info: (...parts) => log.debug({ from: 'bolt' }, say(parts)),
    warn: (...parts) => {
      const text = say(parts);
      log[KNOWN.test(text) ? 'debug' : 'warn']({ from: 'bolt' }, text);
    },
    error: (...parts) => log.error({ from: 'bolt' }, say(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

/** What whoever made the call reports as well. */
const KNOWN = /^http request failed/;

function say(parts: readonly unknown[]): string {
  const words = parts.map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : part));
  return words.filter((word) => typeof word === 'string').join(' ');
}
