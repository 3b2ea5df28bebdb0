import { Hono } from 'hono';
import { html } from 'hono/html';
import type { ServerBindings } from '../../faults.ts';
import type { Core } from '../core.ts';
import type { User } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';
import { allow, deny, readAuthorization } from './authorization.ts';

interface Candidate {
  readonly workspace: Workspace;
  readonly user: User;
}

/** `/oauth/v2/authorize`: the page on which a person lets the app into a workspace. Signing in is a choice of person. */
export function oauthRoutes(core: Core): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.get('/authorize', (context) => {
    const { searchParams, search } = new URL(context.req.url);
    const request = readAuthorization(core, searchParams);
    if (typeof request === 'string') return context.html(page('Something went wrong', html`<p>${request}</p>`), 400);
    const candidates = candidatesIn(core, request.team);
    const name = core.app.manifest.display_information.name;
    const form = html`<p>It asks for: ${request.scopes.join(', ')}</p>
      <form method="post" action="authorize${search}">
        <label
          >As
          <select name="user">
            ${candidates.map(option)}
          </select></label
        >
        <button name="answer" value="deny">Cancel</button>
        <button name="answer" value="allow">Allow</button>
      </form>`;
    return context.html(page(`${name} is requesting permission to access a workspace`, form));
  });
  app.post('/authorize', async (context) => {
    const request = readAuthorization(core, new URL(context.req.url).searchParams);
    if (typeof request === 'string') return context.html(page('Something went wrong', html`<p>${request}</p>`), 400);
    const { user: userId, answer } = await context.req.parseBody();
    const chosen = candidatesIn(core, request.team).find(({ user }) => user.id === userId);
    if (answer !== 'allow' || !chosen) return context.redirect(deny(request));
    return context.redirect(allow(core, request, chosen.workspace, chosen.user));
  });
  return app;
}

/** Everybody who could press Allow. */
function candidatesIn({ workspaces }: Core, team: string | undefined): Candidate[] {
  return [...workspaces.values()]
    .filter(({ id }) => team === undefined || team === '' || id === team)
    .flatMap((workspace) => [...workspace.users.values()].map((user) => ({ workspace, user })))
    .filter(({ user }) => user.botId === undefined && !user.isGuest && !user.isDeleted);
}

const option = ({ workspace, user }: Candidate) =>
  html`<option value="${user.id}">${user.realName} (${workspace.name})</option>`;

const page = (title: string, content: ReturnType<typeof html>) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
