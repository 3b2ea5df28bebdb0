import { Hono, type HonoRequest } from 'hono';
import type { ServerBindings } from '../../faults.ts';
import type { Core } from '../core.ts';
import type { Installation } from '../state/app.ts';
import { authenticate } from '../web-api/access.ts';
import { ApiError } from '../web-api/errors.ts';
import { readRequest } from '../web-api/request.ts';
import { maySee } from './access.ts';

/** Where files are sent to, and fetched from. */
export function fileRoutes(core: Core): Hono<{ Bindings: ServerBindings }> {
  const app = new Hono<{ Bindings: ServerBindings }>();
  app.post('/upload/v1/:ticket', async (context) => {
    const upload = core.uploads.find(context.req.param('ticket'));
    if (!upload) return context.text('Not found', 404);
    const content = await contentOf(context.req);
    if (content.length !== upload.length) return context.text('The length is not the announced one', 400);
    upload.content = content;
    return context.text(`OK - ${content.length}`);
  });
  app.get('/files-pri/:ids/:rest{.+}', async (context) => {
    const [teamId = '', fileId = ''] = context.req.param('ids').split('-');
    const stored = core.workspaces.get(teamId)?.files.get(fileId);
    const reader = await readerOf(core, context.req);
    if (!reader) return context.redirect(`${core.url}/signin`);
    if (!stored || stored.isDeleted || !maySee(reader, stored)) return context.text('Not found', 404);
    return context.body(Uint8Array.from(stored.content), 200, { 'content-type': stored.file.mimetype });
  });
  app.get('/signin', (context) => context.html('<!doctype html><title>Sign in to Slack</title>'));
  return app;
}

/** Raw bytes, or the first file of a form. */
async function contentOf(request: HonoRequest): Promise<Buffer> {
  if (!(request.header('content-type') ?? '').startsWith('multipart/form-data')) {
    return Buffer.from(await request.arrayBuffer());
  }
  const parts = [...(await request.formData()).values()];
  const part = parts.find((one) => typeof one !== 'string') ?? parts[0] ?? '';
  return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}

/** Undefined without a good token: Slack then shows its sign-in page, with status 200 in the end. */
async function readerOf(core: Core, request: HonoRequest): Promise<Installation | undefined> {
  try {
    const installation = authenticate(core, await readRequest(request));
    return installation.scopes.has('files:read') ? installation : undefined;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
