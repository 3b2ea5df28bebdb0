// Stands before every npm script. Plain JavaScript and built-ins only: on a fresh clone it runs on whatever Node is there.
// It installs from the lockfile when something is missing, then checks which Node the next script will get.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const WANTED = 24;
const OLDEST_START = 20;

const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** The version of the `node` that npm puts first in PATH: what the next script line will run on. */
function nodeOfScripts() {
  try {
    return execFileSync('node', ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  } catch {
    return '0';
  }
}

const major = (version) => Number(version.split('.')[0]);

function npm(...args) {
  const cli = process.env.npm_execpath;
  const [command, ...rest] = cli ? [process.execPath, cli, ...args] : ['npm', ...args];
  return spawnSync(command, rest, { stdio: 'inherit', shell: !cli }).status === 0;
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (major(process.versions.node) < OLDEST_START) {
  stop(
    `Pigdin needs Node ${OLDEST_START} or later to install itself; this is ${process.version}. Please update Node: https://nodejs.org`,
  );
}

const lockIsNewer = changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json');
if (lockIsNewer || major(nodeOfScripts()) < WANTED) {
  console.log('Installing what Pigdin needs (about half a minute, only this once) ...');
  if (!npm('ci') && !npm('install')) {
    stop('The installation did not finish; the lines above say why. Please mend that and run the same command again.');
  }
}

const found = nodeOfScripts();
if (major(found) < WANTED) {
  stop(
    `Pigdin needs Node ${WANTED}, but npm would run it on ${found}. Its own Node ${WANTED} was not installed, ` +
      'most likely because npm is set to ignore install scripts. Please run: npm install --ignore-scripts=false',
  );
}
