import { authMethods } from './auth.ts';
import { chatEditMethods } from './chat-edit.ts';
import { chatPostMethods } from './chat-post.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import type { Method } from './method.ts';
import { oauthMethods } from './oauth.ts';
import { reactionMethods } from './reactions.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Every method of the Web API that the sandbox knows. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...authMethods,
    ...chatPostMethods,
    ...chatEditMethods,
    ...conversationMethods,
    ...fileMethods,
    ...historyMethods,
    ...oauthMethods,
    ...reactionMethods,
    ...userMethods,
    ...viewMethods,
  }),
);
