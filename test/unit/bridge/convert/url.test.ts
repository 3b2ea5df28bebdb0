import { describe, expect, test } from 'vitest';
import { linkable, spelled } from '../../../../src/bridge/convert/url.ts';

describe('an address', () => {
  test.each([
    'https://example.com',
    'http://example.com:8080/a_(b)?c=1&d=2#e',
    'HTTPS://EXAMPLE.COM',
    'mailto:ann@example.com?subject=Lunch',
    'https://пример.example/путь',
    `https://example.com/${'a'.repeat(2_900)}`,
  ])('may become a link: %.40s', (url) => {
    expect(linkable(url)).toBe(url);
  });

  test.each([
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'data:text/html,x',
    'slack://user?id=U1',
    'webexteams://im?space=1',
    'file:///etc/passwd',
    'tel:+4930123',
    '/relative',
    'example.com',
    '//example.com',
    'https://',
    'https://exa mple.com',
    'https://example.com/\u202egpj.exe',
    'https://example.com/<b>',
    'https://example.com/a\nb',
    '',
    `https://example.com/${'a'.repeat(3_000)}`,
  ])('may not: %.40j', (url) => {
    expect(linkable(url)).toBeUndefined();
  });

  test('is taken without the space around it', () => {
    expect(linkable(' https://example.com ')).toBe('https://example.com');
  });
});

describe('a link that cannot be one', () => {
  test.each([
    ['call', 'tel:+4930123', 'call (tel:+4930123)'],
    ['tel:+4930123', 'tel:+4930123', 'tel:+4930123'],
    ['', 'tel:+4930123', 'tel:+4930123'],
    ['picture', `data:image/png;base64,${'A'.repeat(500)}`, 'picture'],
  ])('is told in words: %s', (label, url, expected) => {
    expect(spelled(label, url)).toBe(expected);
  });
});
