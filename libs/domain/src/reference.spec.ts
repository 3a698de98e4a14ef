import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RoadsteadError } from './errors.js';
import {
  canonicalReference,
  familiarReference,
  familiarRepository,
  listedRepository,
  parseReference,
  ReferenceText,
} from './reference.js';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseReference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['shop/web', 'docker.io/shop/web:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['localhost/web', 'localhost/web:latest'],
    ['localhost:5000/team/web:v0.2', 'localhost:5000/team/web:v0.2'],
    ['registry.example.com/a/b/c', 'registry.example.com/a/b/c:latest'],
    ['198.18.0.1:5000/web', '198.18.0.1:5000/web:latest'],
    ['[fd00::1]:5000/web:1', '[fd00::1]:5000/web:1'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    [`nginx:1.27@${digest}`, `docker.io/library/nginx:1.27@${digest}`],
    ['a__b/c---d.e', 'docker.io/a__b/c---d.e:latest'],
  ])('fills in what Docker fills in: %s', (text, canonical) => {
    expect(canonicalReference(parseReference(text))).toBe(canonical);
  });

  it.each([
    ['', 'it is empty'],
    ['ngi nx', 'white space'],
    ['Nginx', 'lower case'],
    ['shop/Web', 'lower case'],
    ['nginx:', 'a tag has'],
    ['nginx:-1', 'a tag has'],
    [`nginx:${'x'.repeat(129)}`, 'a tag has'],
    ['nginx@sha256:abc', '64 hex digits'],
    ['a//b', 'a repository name has'],
    ['/web', 'a repository name has'],
    ['-rm', 'a repository name has'],
    ['--help', 'a repository name has'],
    ['web/', 'a repository name has'],
    ['reg_istry.example:5000/web', 'not a registry host name'],
    ['host:123456/web', 'not a registry host name'],
    [`${'a'.repeat(250)}/${'b'.repeat(20)}`, 'longer than 255'],
    ['https://registry.example.com/web', 'not a registry host name'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(() => parseReference(text)).toThrow(RoadsteadError);
    expect(() => parseReference(text)).toThrow(problem);
    expect(ReferenceText.safeParse(text).success).toBe(false);
  });

  it('reads its own canonical and familiar forms back to the same reference', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}((\.|_|__|-)[a-z0-9]{1,4})?$/);
    const registry = fc.constantFrom('docker.io', 'localhost:5000', 'registry.example.com', '198.18.0.9:80');
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
    fc.assert(
      fc.property(registry, fc.array(component, { minLength: 1, maxLength: 4 }), tag, (host, path, name) => {
        const reference = parseReference(`${host}/${path.join('/')}:${name}`);
        expect(parseReference(canonicalReference(reference))).toEqual(reference);
        // Docker shows "library/" of deeper paths nowhere else than in official images, so the familiar form is unambiguous.
        expect(parseReference(familiarReference(reference))).toEqual(reference);
      }),
    );
  });

  it('shows official images without registry and library, as docker images does', () => {
    expect(familiarRepository(parseReference('docker.io/library/nginx'))).toBe('nginx');
    expect(familiarReference(parseReference('localhost:5000/nginx:1'))).toBe('localhost:5000/nginx:1');
    expect(familiarReference(parseReference('docker.io/library/a/b'))).toBe('library/a/b:latest');
    expect(familiarReference(parseReference('docker.io/0.0/a'))).toBe('docker.io/0.0/a:latest');
  });

  it('knows a repository by each of its names', () => {
    for (const name of [
      'nginx',
      'library/nginx',
      'docker.io/nginx',
      'docker.io/library/nginx',
      'index.docker.io/nginx',
    ]) {
      expect(listedRepository(name)).toBe('nginx');
    }
    expect(listedRepository('Registry.Example.com:5000/shop/web')).toBe('registry.example.com:5000/shop/web');
    for (const name of ['nginx:1', `nginx@sha256:${'a'.repeat(64)}`, '', 'no such name']) {
      expect(() => listedRepository(name)).toThrow(RoadsteadError);
    }
  });
});
