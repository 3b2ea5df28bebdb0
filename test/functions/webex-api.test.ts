import { describe, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { webexApi } from '../../functions/platform/webex/api.ts';
import type { HttpAnswer } from '../../functions/runtime/runtime.ts';
import { failure } from './support/fake-webex-routes.ts';
import { World } from './support/world.ts';

function apiAnswering(answer: Partial<HttpAnswer>) {
  const http = vi.fn(async () => ({ status: 200, headers: {}, body: '{}', ...answer }));
  return { http, api: webexApi({ ...new World().runtime(), http }, 'https://webex.test/v1') };
}
const asked = { method: 'GET', path: '/rooms?max=1', token: 't' } as const;

test('no more calls go out than PubNub allows in one run', async () => {
  const { api, http } = apiAnswering({});
  for (let calls = 0; calls < 5; calls += 1) await api.call(asked, v.unknown());
  await expect(api.call(asked, v.unknown())).rejects.toMatchObject({ code: 'unavailable' });
  expect(http).toHaveBeenCalledTimes(5);
});

describe('the next page', () => {
  const nextOf = async (link: string) =>
    (await apiAnswering({ headers: { link }, body: '{"items":[]}' }).api.list(asked, v.unknown())).next;

  test.each([
    ['<https://webexapis.com/v1/rooms?max=1&cursor=a%3D>; rel="next"', '/rooms?max=1&cursor=a%3D'],
    ['<https://other.test/a/rooms?cursor=b>;rel=next', '/rooms?cursor=b'],
    ['</rooms?cursor=b>; rel="next"', '/rooms?cursor=b'],
    [
      '<https://webexapis.com/v1/rooms?c=0>; rel="prev", <https://webexapis.com/v1/rooms?c=2>; rel="next"',
      '/rooms?c=2',
    ],
    ['<https://webexapis.com/v1/people?cursor=b>; rel="next"', undefined],
    ['<https://webexapis.com/v1/rooms?c=0>; rel="first"', undefined],
    ['', undefined],
  ])('is behind our own base address: %s', async (link, next) => {
    expect(await nextOf(link)).toBe(next);
  });
});

test('an item that cannot be read does not hide the others', async () => {
  const { api } = apiAnswering({ body: '{"items":[{"id":1},{"id":"a"},null]}' });
  expect(await api.list(asked, v.object({ id: v.string() }))).toMatchObject({ items: [{ id: 'a' }] });
});

describe('a failure', () => {
  test.each([
    [failure(401, 'x'), 'unauthorized', /sign-in/],
    [failure(403, 'No scope'), 'forbidden', /No scope/],
    [failure(404, 'x'), 'not-found', /does not know/],
    [failure(409, 'Person is already in the room.'), 'invalid', /already in the room/],
    [failure(423, 'scanning'), 'rate-limited', /15 seconds/],
    [failure(500, 'x'), 'unavailable', /trouble/],
    [{ status: 400, body: '{"error":"invalid_scope","error_description":"Bad"}' }, 'invalid', /invalid_scope: Bad/],
    [{ status: 400, body: '<html>' }, 'invalid', /^Webex refused it\.$/],
    [{ status: 302, body: '' }, 'invalid', /refused/],
    [{ status: 200, body: '' }, 'unavailable', /understand/],
    [failure(400, 'x'.repeat(5000)), 'invalid', /^.{200,250}$/],
  ])('of Webex has its word and its sentence: %o', async (answer, code, sentence) => {
    await expect(apiAnswering(answer).api.call(asked, v.object({}))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });
});
