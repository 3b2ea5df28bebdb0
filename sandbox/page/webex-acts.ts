import { Hono } from 'hono';
import { WebexError } from '../webex/errors.ts';
import type { World } from '../webex/world.ts';
import { act, found, name, object, Refused, words } from './act.ts';

const message = object({ person: name('person'), room: name('room'), text: words });

/** What one does in Webex's own clients. */
export function webexActs(world: World): Hono {
  const app = new Hono();
  app.post(
    '/messages',
    act(message, async ({ person, room, text }) => {
      const author = world.people().find(({ id }) => id === person);
      await inWebex(() => found(author, 'Webex person').says({ id: room }, text));
    }),
  );
  return app;
}

/** Webex refuses in words of its own. */
async function inWebex(doing: () => Promise<unknown>): Promise<void> {
  try {
    await doing();
  } catch (error) {
    if (error instanceof WebexError) throw new Refused(409, `Webex refused: ${error.message}`);
    throw error;
  }
}
