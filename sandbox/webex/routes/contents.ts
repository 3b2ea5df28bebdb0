import { Hono } from 'hono';
import { notFound, WebexError } from '../errors.ts';
import { scoped } from '../http/auth.ts';
import type { WebexContext, WebexEnv } from '../http/context.ts';
import type { Content } from '../model.ts';
import type { State } from '../state.ts';

const CHUNK_BYTES = 64 * 1024;
const SCAN_RETRY_S = 1;

/** Files are never public: each read takes a token of someone in the room. HEAD answers like GET. */
export function contentRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  routes.get('/:id', scoped('spark:messages_read'), (context) => {
    const content = contentOf(state, context);
    mustBeScanned(content, context.req.query('allow') === 'unscannable');
    return context.body(streamOf(content.bytes), 200, {
      'Content-Type': content.type,
      'Content-Length': String(content.bytes.length),
      'Content-Disposition': disposition(content.name),
    });
  });
  return routes;
}

function contentOf(state: State, context: WebexContext): Content {
  const content = state.contents.find(context.req.param('id') ?? '');
  if (!content?.room.members.has(context.get('grant').person)) throw notFound('Could not find the content.');
  return content;
}

function mustBeScanned(content: Content, takesRisk: boolean): void {
  if (content.scanReads > 0 || content.scan === 'scanning') {
    content.scanReads = Math.max(0, content.scanReads - 1);
    throw new WebexError(423, 'The file is being scanned for malware.', {
      headers: { 'Retry-After': String(SCAN_RETRY_S) },
    });
  }
  if (content.scan === 'infected') throw new WebexError(410, 'The file is infected with malware.');
  if (content.scan === 'unscannable' && !takesRisk) {
    throw new WebexError(428, 'The file cannot be scanned for malware; add allow=unscannable to take the risk.');
  }
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + CHUNK_BYTES));
      at += CHUNK_BYTES;
    },
  });
}

/** Headers are ASCII: the true name of a file beyond that is in `filename*`. */
function disposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const extended = ascii === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment; filename="${ascii}"${extended}`;
}
