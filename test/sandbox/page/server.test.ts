import { expect, test } from 'vitest';
import { pageForTest } from './support.ts';

test('the page comes with its script and its style, and may load nothing from elsewhere', async () => {
  const { page } = await pageForTest();
  const response = await fetch(page.url);
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy.replaceAll("'self'", '').replaceAll("'none'", '')).not.toMatch(/https?:|\*|unsafe/);
  const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(linked).toEqual(expect.arrayContaining(['/page.js', '/page.css']));
  const types = await Promise.all(
    linked.map(async (path) => (await fetch(page.url + path)).headers.get('content-type')),
  );
  expect(new Set(types)).toEqual(
    new Set(['image/svg+xml', 'text/css; charset=utf-8', 'text/javascript; charset=utf-8']),
  );
});

test.for([
  ['Ann Lee', 'AL'],
  ['Carla Maria Díaz', 'CD'],
  ['Émile', 'É'],
  ['👻', '👻'],
])('an avatar of %s shows %s', async ([name, initials]) => {
  const { page } = await pageForTest();
  const response = await fetch(`${page.url}/avatars/${encodeURIComponent(name ?? '')}.svg`);
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  expect(await response.text()).toContain(`>${initials}</text>`);
});

test('an avatar is always the same for one name', async () => {
  const { page } = await pageForTest();
  const draw = async (name: string) => (await fetch(`${page.url}/avatars/${encodeURIComponent(name)}.svg`)).text();
  expect(await draw('Ann Lee')).toBe(await draw('Ann Lee'));
  expect(await draw('Ann Lee')).not.toBe(await draw('Al Lund'));
});

test('a name cannot smuggle markup into an avatar', async () => {
  const { page } = await pageForTest();
  const response = await fetch(`${page.url}/avatars/${encodeURIComponent('<b &c')}.svg`);
  expect(await response.text()).toContain('>&lt;&amp;</text>');
});

test('an avatar of a name without end is refused', async () => {
  const { page } = await pageForTest();
  const response = await fetch(`${page.url}/avatars/${'x'.repeat(500)}.svg`);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: 'Nobody has such a long name.' });
});

test('anything else is not there', async () => {
  const { page } = await pageForTest();
  const response = await fetch(`${page.url}/secrets`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'There is nothing here.' });
});
