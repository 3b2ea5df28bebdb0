/** Other sockets of the same app, as a second bridge that hangs would hold them: they acknowledge nothing. */
import { WebSocket } from 'ws';
import type { SlackService } from '../../../sandbox/slack/service.ts';

/** Slack's limit for one app. */
const ALL = 10;

/** Takes every place that Slack has for the app, before whoever was cut off can come back. @returns frees them */
export async function crowdOut(slack: SlackService): Promise<() => void> {
  const urls = await Promise.all(Array.from({ length: ALL }, () => ticket(slack)));
  slack.switches.cutSockets();
  const sockets = urls.map((url) => new WebSocket(url));
  for (const socket of sockets) socket.on('error', () => undefined);
  return () => {
    for (const socket of sockets) socket.terminate();
  };
}

async function ticket({ apiUrl, appToken }: SlackService): Promise<string> {
  const headers = { authorization: `Bearer ${appToken}` };
  const answer = await fetch(`${apiUrl}apps.connections.open`, { method: 'POST', headers });
  const { url } = (await answer.json()) as { url: string };
  return url;
}
