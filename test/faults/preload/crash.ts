/**
 * The test build: `node --import ./test/faults/preload/crash.ts src/main.ts` with `CRASH_AT=inbound:posted#3` kills the
 * process, as the kernel would, when it reaches that point for the third time.
 */
import { crashPoints } from '../../../src/bridge/crash-points.ts';

const [point, count = '1'] = (process.env['CRASH_AT'] ?? '').split('#');
let left = Number(count);

crashPoints.reached = (reached) => {
  if (reached !== point) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

// A bridge whose runner is gone must not stay behind.
process.once('disconnect', () => process.exit(1));
