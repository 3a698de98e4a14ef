import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rememberedTerminals, rememberTerminals, type Target } from './remembered';

const target: Target = { kind: 'exec', command: ['sh'], env: ['TOKEN=secret'] };
const ann = { userId: 'ann', containerId: 'c1' };

describe('terminals that a browser tab remembers', () => {
  const storage = new Map<string, string>();
  beforeEach(() => {
    const sessionStorage = {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
      removeItem: (key: string) => storage.delete(key),
    };
    Object.defineProperty(globalThis, 'sessionStorage', { value: sessionStorage, configurable: true });
  });
  afterEach(() => {
    storage.clear();
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });

  it('are known with the values of their environment, which no storage holds', () => {
    rememberTerminals(ann, [{ id: 't1', target, lacksValues: false }]);
    expect(rememberedTerminals(ann)).toEqual([{ id: 't1', target, lacksValues: false }]);
    expect([...storage.values()].join()).not.toContain('secret');
  });

  it("are nobody else's who signs in in the same tab", () => {
    rememberTerminals(ann, [{ id: 't1', target, lacksValues: false }]);
    expect(rememberedTerminals({ ...ann, userId: 'bob' })).toEqual([]);
  });

  it('are found as far as they can be after a reload, and forgotten when they are closed', () => {
    rememberTerminals(ann, [{ id: 't2', target, lacksValues: false }]);
    storage.set('roadstead.terminals.ann.c1', String(storage.get('roadstead.terminals.ann.c1')).replace('t2', 't3'));
    const names = { ...target, env: ['TOKEN='] };
    expect(rememberedTerminals(ann)).toEqual([{ id: 't3', target: names, lacksValues: true }]);
    rememberTerminals(ann, []);
    expect(storage.size).toBe(0);
  });
});
