import { createContext } from 'preact';

/** Goes to a message, by its key. */
export const Jump = createContext<(key: string) => void>(() => undefined);

/** Shows a message that is on the page. */
export function showMessage(key: string): void {
  document.querySelector(`#slack-log [data-key="${CSS.escape(key)}"]`)?.scrollIntoView({ block: 'start' });
}

/** The key of a message begins with that of its channel. */
export const channelIn = (key: string): string => key.slice(0, key.lastIndexOf('/'));
