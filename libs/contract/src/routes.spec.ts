import { describe, expect, it } from '@jest/globals';
import { ROUTES, type RouteContract } from './routes.js';

const table = Object.entries(ROUTES) as [string, RouteContract][];

describe('the table of routes', () => {
  it('has no two routes with one method and path', () => {
    const keys = table.map(([, route]) => `${route.method} ${route.path.replace(/:\w+/g, ':')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves only signing in open to the public', () => {
    expect(table.filter(([, route]) => route.permission === 'public').map(([name]) => name)).toEqual(['login']);
  });

  it('asks more than the right to read for everything that changes something', () => {
    for (const [name, route] of table.filter(([, each]) => each.method !== 'GET' && each.permission !== 'public')) {
      expect({ name, permission: route.permission }).not.toMatchObject({ permission: 'fleet.read' });
    }
  });
});
