import { execFileSync } from 'node:child_process';

/** What a process occupies in memory, as `ps` tells it. */
export const residentMegabytes = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
