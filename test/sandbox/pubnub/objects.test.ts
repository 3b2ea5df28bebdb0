import { describe, expect, test } from 'vitest';
import { client, pubnubService, refusalOf } from './support.ts';

describe('metadata of users', () => {
  test('what is set is read back, with nulls for what never was', async () => {
    const pubnub = client(await pubnubService());
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann', custom: { team: 'blue', size: 3 } } });

    const { data } = await pubnub.objects.getUUIDMetadata({ uuid: 'ann', include: { customFields: true } });

    expect(data).toMatchObject({
      id: 'ann',
      name: 'Ann',
      email: null,
      externalId: null,
      profileUrl: null,
      status: null,
      type: null,
      custom: { team: 'blue', size: 3 },
    });
    expect(new Date(data.updated).getTime()).not.toBeNaN();
    expect(data.eTag).not.toBe('');
  });

  test('custom fields come only when they are asked for', async () => {
    const pubnub = client(await pubnubService());
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { custom: { team: 'blue' } } });

    const { data } = await pubnub.objects.getUUIDMetadata({ uuid: 'ann', include: { customFields: false } });

    expect(data).not.toHaveProperty('custom');
  });

  test('a second set keeps the fields it does not name, and replaces custom as a whole', async () => {
    const pubnub = client(await pubnubService());
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann', custom: { a: 1, b: 2 } } });

    const { data } = await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { email: 'a@x', custom: { b: 3 } } });

    expect(data).toMatchObject({ name: 'Ann', email: 'a@x' });
    expect(data.custom).toEqual({ b: 3 });
  });

  test('a user that is not there is a 404 with the documented body', async () => {
    const service = await pubnubService();

    const response = await fetch(`${service.url}/v2/objects/${service.keyset.subscribeKey}/uuids/nobody`);

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      status: 404,
      error: { message: 'Requested object was not found.', source: 'objects' },
    });
    expect((await refusalOf(client(service).objects.getUUIDMetadata({ uuid: 'nobody' }))).status).toBe(404);
  });

  test('custom values are scalars', async () => {
    const pubnub = client(await pubnubService());
    const nested = { list: ['a'] } as unknown as Record<string, string>;

    const refusal = await refusalOf(pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { custom: nested } }));

    expect(refusal.status).toBe(400);
  });

  test('an eTag that is out of date is a 412, and nothing changes', async () => {
    const pubnub = client(await pubnubService());
    const { data: first } = await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann' } });
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Anna' }, ifMatchesEtag: first.eTag });

    const late = pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Annie' }, ifMatchesEtag: first.eTag });

    expect((await refusalOf(late)).status).toBe(412);
    expect((await pubnub.objects.getUUIDMetadata({ uuid: 'ann' })).data.name).toBe('Anna');
  });

  test('a deleted user is gone', async () => {
    const pubnub = client(await pubnubService());
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann' } });

    await pubnub.objects.removeUUIDMetadata({ uuid: 'ann' });

    expect((await refusalOf(pubnub.objects.getUUIDMetadata({ uuid: 'ann' }))).status).toBe(404);
  });
});

/** Three users, and who asks for them. */
async function people() {
  const service = await pubnubService();
  const pubnub = client(service);
  for (const [uuid, name, email, team, age] of [
    ['u1', 'Ann', 'ann@x.com', 'blue', 30],
    ['u2', 'Bob', 'bob@x.com', 'red', 20],
    ['u3', 'Cid', 'cid@y.com', 'blue', 40],
  ] as const) {
    await pubnub.objects.setUUIDMetadata({ uuid, data: { name, email, type: 'person', custom: { team, age } } });
  }
  return { service, pubnub };
}

describe('lists', () => {
  test.each([
    ['name == "Ann"', ['u1']],
    ["name != 'Ann'", ['u2', 'u3']],
    ['email LIKE "*@x.com"', ['u1', 'u2']],
    ['email LIKE "*.com"', ['u1', 'u2', 'u3']],
    ['email LIKE "@x.com"', []],
    ['id == "u2" || custom.team == "blue"', ['u1', 'u2', 'u3']],
    ['custom.team == "blue" && !(id == "u1")', ['u3']],
    ['custom.age >= 30 && type == "person"', ['u1', 'u3']],
    ['status == null', ['u1', 'u2', 'u3']],
    ['name == "Ann" || name == "Bob" && id == "u9"', ['u1']],
  ])('filter %s', async (filter, ids) => {
    const { pubnub } = await people();

    const { data } = await pubnub.objects.getAllUUIDMetadata({ filter });

    expect(data.map(({ id }) => id)).toEqual(ids);
  });

  test.each(['name ==', 'name = "a"', '(name == "a"', 'name == "a" id', '== "a"', '§'])(
    'what is no filter is refused: %s',
    async (filter) => {
      const { pubnub } = await people();

      expect((await refusalOf(pubnub.objects.getAllUUIDMetadata({ filter }))).status).toBe(400);
    },
  );

  test('sorting by a field, downwards', async () => {
    const { pubnub } = await people();

    const { data } = await pubnub.objects.getAllUUIDMetadata({ sort: { name: 'desc' } });

    expect(data.map(({ name }) => name)).toEqual(['Cid', 'Bob', 'Ann']);
  });

  test('pages lead forward and back, and the count is of all', async () => {
    const { pubnub } = await people();

    const first = await pubnub.objects.getAllUUIDMetadata({ limit: 2, include: { totalCount: true } });
    const second = await pubnub.objects.getAllUUIDMetadata({ limit: 2, page: { next: first.next ?? '' } });
    const back = await pubnub.objects.getAllUUIDMetadata({ limit: 2, page: { prev: second.prev ?? '' } });

    expect([first, second, back].map(({ data }) => data.map(({ id }) => id))).toEqual([
      ['u1', 'u2'],
      ['u3'],
      ['u1', 'u2'],
    ]);
    expect(first.totalCount).toBe(3);
    expect(first).not.toHaveProperty('prev');
    const behind = await pubnub.objects.getAllUUIDMetadata({ page: { next: second.next ?? '' } });
    expect(behind.data).toEqual([]);
    expect(behind).not.toHaveProperty('next');
  });

  test.each([0, 101])('a limit of %i is refused', async (limit) => {
    const { service } = await people();

    const response = await fetch(`${service.url}/v2/objects/${service.keyset.subscribeKey}/uuids?limit=${limit}`);

    expect(response.status).toBe(400);
  });
});

describe('memberships', () => {
  test('are one relation, seen from the user and from the channel', async () => {
    const pubnub = client(await pubnubService({ referentialIntegrity: false }));
    await pubnub.objects.setChannelMetadata({ channel: 'webex.u.r', data: { name: 'Lunch' } });
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: { name: 'Ann' } });

    await pubnub.objects.setMemberships({
      uuid: 'ann',
      channels: ['webex.u.q', { id: 'webex.u.r', custom: { role: 'host' } }],
    });
    const channels = await pubnub.objects.getMemberships({
      uuid: 'ann',
      include: { channelFields: true, customFields: true, totalCount: true },
    });
    const members = await pubnub.objects.getChannelMembers({ channel: 'webex.u.r', include: { UUIDFields: true } });

    expect(channels.totalCount).toBe(2);
    expect(channels.data).toMatchObject([
      { channel: { id: 'webex.u.q' }, custom: null },
      { channel: { id: 'webex.u.r', name: 'Lunch' }, custom: { role: 'host' } },
    ]);
    expect(members.data).toMatchObject([{ uuid: { id: 'ann', name: 'Ann' } }]);
  });

  test('can be filtered by the channel, and removed', async () => {
    const pubnub = client(await pubnubService({ referentialIntegrity: false }));
    await pubnub.objects.setMemberships({ uuid: 'ann', channels: ['a', 'b', 'c'] });

    await pubnub.objects.removeMemberships({ uuid: 'ann', channels: ['a'] });
    const { data } = await pubnub.objects.getMemberships({ uuid: 'ann', filter: 'channel.id != "b"' });

    expect(data.map(({ channel }) => channel.id)).toEqual(['c']);
  });

  test('members are set from the channel, too', async () => {
    const pubnub = client(await pubnubService({ referentialIntegrity: false }));

    await pubnub.objects.setChannelMembers({ channel: 'c', uuids: ['ann', { id: 'bob', custom: { role: 'guest' } }] });
    await pubnub.objects.removeChannelMembers({ channel: 'c', uuids: ['ann'] });

    const { data } = await pubnub.objects.getMemberships({ uuid: 'bob' });
    expect(data.map(({ channel }) => channel.id)).toEqual(['c']);
    expect((await pubnub.objects.getMemberships({ uuid: 'ann' })).data).toEqual([]);
  });

  test('without the option stay when their user or channel goes', async () => {
    const pubnub = client(await pubnubService({ referentialIntegrity: false }));
    await pubnub.objects.setUUIDMetadata({ uuid: 'ann', data: {} });
    await pubnub.objects.setMemberships({ uuid: 'ann', channels: ['c'] });

    await pubnub.objects.removeUUIDMetadata({ uuid: 'ann' });

    expect((await pubnub.objects.getMemberships({ uuid: 'ann' })).data).toHaveLength(1);
  });
});

describe('while the keyset enforces referential integrity', () => {
  test.each([
    ['user', { channel: 'c' }],
    ['channel', { uuid: 'ann' }],
  ])('a membership needs its %s', async (_what, { uuid, channel }: { uuid?: string; channel?: string }) => {
    const pubnub = client(await pubnubService());
    if (uuid) await pubnub.objects.setUUIDMetadata({ uuid, data: {} });
    if (channel) await pubnub.objects.setChannelMetadata({ channel, data: {} });

    expect((await refusalOf(pubnub.objects.setMemberships({ uuid: 'ann', channels: ['c'] }))).status).toBe(400);
    expect((await pubnub.objects.getMemberships({ uuid: 'ann' })).data).toEqual([]);
  });

  test.each(['user', 'channel'])('memberships go with their %s, and no others', async (what) => {
    const pubnub = client(await pubnubService());
    for (const uuid of ['ann', 'bob']) await pubnub.objects.setUUIDMetadata({ uuid, data: {} });
    for (const channel of ['c', 'd']) await pubnub.objects.setChannelMetadata({ channel, data: {} });
    await pubnub.objects.setMemberships({ uuid: 'ann', channels: ['c'] });
    await pubnub.objects.setMemberships({ uuid: 'bob', channels: ['d'] });

    if (what === 'user') await pubnub.objects.removeUUIDMetadata({ uuid: 'ann' });
    else await pubnub.objects.removeChannelMetadata({ channel: 'c' });

    expect((await pubnub.objects.getMemberships({ uuid: 'ann' })).data).toEqual([]);
    expect((await pubnub.objects.getMemberships({ uuid: 'bob' })).data).toHaveLength(1);
  });
});

test('a wrong subscribe key is refused', async () => {
  const service = await pubnubService();

  const response = await fetch(`${service.url}/v2/objects/sub-c-other/uuids`);

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: true, message: 'Invalid Subscribe Key' });
});
