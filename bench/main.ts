// npm run bench: start, memory and added delay of the bridge, against the sandbox. One row a figure; the machine may be shared,
// so read medians beside the load, and compare only what was measured in one run.
import { cpus, loadavg } from 'node:os';
import { buildFunctions } from '../functions/bundle.ts';
import { startBridgeProcess } from '../sandbox/bridge-process.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { measureDelay } from './delay.ts';
import { row } from './figures.ts';
import { residentMegabytes } from './memory.ts';

const STARTS = 5;
const MESSAGES = 200;

await buildFunctions();
const sandbox = await startSandbox({ signIn: false, slack: { rateLimits: 'off' } });
const starts: number[] = [];
const memory: number[] = [];
for (let run = 0; run < STARTS; run += 1) {
  const begun = performance.now();
  const bridge = await startBridgeProcess(sandbox.environment);
  starts.push(performance.now() - begun);
  memory.push(residentMegabytes(bridge.pid));
  await bridge.stop();
}
const bridge = await startBridgeProcess(sandbox.environment);
const { delays, idleMegabytes } = await measureDelay(sandbox, bridge.pid, MESSAGES);
await bridge.stop();
await sandbox.close();

console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}\n`);
console.log(['figure'.padEnd(52), 'min', 'median', 'max', 'target'].join('\t'));
console.log(row('start of the bridge process to connected, ms', starts, '< 1000'));
console.log(row('resident memory just started, MB', memory, '< 130'));
console.log(row(`resident memory idle after ${MESSAGES} messages, MB`, [idleMegabytes], '< 130'));
console.log(row('PubNub delivery to the Slack call, ms', delays, '< 10'));
