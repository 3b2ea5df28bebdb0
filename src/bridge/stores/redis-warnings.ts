import type { RedisClientType } from '@redis/client';
import type { Log } from '../log.ts';

/** Redis does as it was told: not every setting keeps what it acknowledged. */
export async function warnOfRedisLosses(client: RedisClientType, log: Log): Promise<void> {
  const info = await client.info();
  const valueOf = (name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const policy = valueOf('maxmemory_policy');
  if (policy !== 'noeviction')
    log.warn({ policy }, 'Redis may lose messages when its memory is full. Set maxmemory-policy noeviction');
  if (valueOf('aof_enabled') !== '1') {
    const sentence = 'Redis may lose acknowledged messages when it ends. Set appendonly yes and appendfsync always';
    log.warn({ appendonly: 'no' }, sentence);
    return;
  }
  // Servers that others run often forbid this question.
  const settings: Record<string, string> = await client.configGet('appendfsync').catch(() => ({}));
  const appendfsync = settings['appendfsync'] ?? 'always';
  if (appendfsync === 'always') return;
  const sentence = 'Redis may lose the last acknowledged messages when its machine fails. Set appendfsync always';
  log.warn({ appendfsync }, sentence);
}
