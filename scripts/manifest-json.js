// Prints manifest.yml as JSON: Slack's own command line reads no YAML. `.slack/hooks.json` names this script.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const manifest = parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8'));
process.stdout.write(`${JSON.stringify(manifest)}\n`);
