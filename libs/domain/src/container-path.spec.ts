import { describe, expect, it } from '@jest/globals';
import { ContainerPath, directoryOf, nameOf, pathBelow, ROOT_PATH } from './container-path.js';

describe('a path in a container', () => {
  it.each([
    ['/', '/'],
    ['//', '/'],
    ['/etc/', '/etc'],
    ['/./etc//nginx/.', '/etc/nginx'],
    ['/a b/ü/…/.hidden', '/a b/ü/…/.hidden'],
    ['/...', '/...'],
    ['/line\nbreak', '/line\nbreak'],
  ])('%j is %j', (text, path) => {
    expect(ContainerPath.parse(text)).toBe(path);
  });

  it.each([
    ['', 'begins with /'],
    ['etc', 'begins with /'],
    ['../etc', 'begins with /'],
    ['C:\\Windows', 'begins with /'],
    ['/etc/../root', 'may not hold ..'],
    ['/..', 'may not hold ..'],
    ['/a\0b', 'no NUL'],
    ['/\udcff', 'half of a character'],
    [`/${'x'.repeat(256)}`, 'at most 255 bytes'],
    [`/${'ü'.repeat(128)}`, 'at most 255 bytes'],
    ['/x'.repeat(2048), 'at most 4095 bytes'],
  ])('%j is none', (text, problem) => {
    expect(ContainerPath.safeParse(text).error?.message).toContain(problem);
  });

  it('is made of a directory and a name, and taken apart again', () => {
    const path = pathBelow(pathBelow(ROOT_PATH, 'etc'), 'nginx/nginx.conf');
    expect(path).toBe('/etc/nginx/nginx.conf');
    expect([directoryOf(path), nameOf(path)]).toEqual(['/etc/nginx', 'nginx.conf']);
    expect([directoryOf(pathBelow(ROOT_PATH, 'etc')), directoryOf(ROOT_PATH), nameOf(ROOT_PATH)]).toEqual([
      '/',
      '/',
      '',
    ]);
    expect(() => pathBelow(ROOT_PATH, '../etc')).toThrow('..');
  });
});
