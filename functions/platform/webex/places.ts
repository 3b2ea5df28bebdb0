/** People, rooms, and who is where. */
import type { Platform } from '../platform.ts';
import { query, type Api } from './api.ts';
import { MemberSchema, PersonSchema, RoomSchema } from './schemas.ts';

/** Webex would give more; reading them would come near PubNub's limit of loop iterations. */
const A_PAGE = '100';

/** More than anybody reads. */
const PEOPLE_FOUND = '20';

type PlaceCalls = 'me' | 'person' | 'people' | 'findPeople' | 'room' | 'rooms' | 'members';

export const webexPlaces = (api: Api): Pick<Platform, PlaceCalls> => ({
  me: (token) => api.call({ method: 'GET', path: '/people/me', token }, PersonSchema),

  person: (token, id) => api.call({ method: 'GET', path: `/people/${encodeURIComponent(id)}`, token }, PersonSchema),

  people: async (token, ids) =>
    (await api.list({ method: 'GET', path: `/people?${query({ id: ids.join(',') })}`, token }, PersonSchema)).items,

  findPeople: async (token, by) => {
    const wanted = 'email' in by ? { email: by.email } : { displayName: by.name };
    const path = `/people?${query({ ...wanted, max: PEOPLE_FOUND })}`;
    return (await api.list({ method: 'GET', path, token }, PersonSchema)).items;
  },

  room: (token, id) => api.call({ method: 'GET', path: `/rooms/${encodeURIComponent(id)}`, token }, RoomSchema),

  rooms: (token, page = `/rooms?${query({ sortBy: 'lastactivity', max: A_PAGE })}`) =>
    api.list({ method: 'GET', path: page, token }, RoomSchema),

  members: (token, roomId, page = `/memberships?${query({ roomId, max: A_PAGE })}`) =>
    api.list({ method: 'GET', path: page, token }, MemberSchema),
});
