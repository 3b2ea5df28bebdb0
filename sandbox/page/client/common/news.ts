import { useRef } from 'preact/hooks';

/**
 * Which conversations hold something that was not looked at.
 * @param newest the key of the newest message of each conversation
 */
export function useNews(newest: ReadonlyMap<string, string>, chosen: string): (conversation: string) => boolean {
  const seen = useRef<Map<string, string> | undefined>(undefined);
  seen.current ??= new Map(newest);
  const looked = newest.get(chosen);
  if (looked !== undefined) seen.current.set(chosen, looked);
  const { current } = seen;
  return (conversation) => newest.get(conversation) !== current.get(conversation);
}

/** The newest message of each conversation. @param messages oldest first */
export const newestOf = <Message extends { readonly key: string }>(
  messages: readonly Message[],
  conversationOf: (message: Message) => string,
): Map<string, string> => new Map(messages.map((message) => [conversationOf(message), message.key]));
