import type { Action } from '@roadstead/contract';

/** Parameters of an action, names and values as text; what is within others by its path. */
export function parametersOf(detail: Action['detail']): { name: string; value: string }[] {
  return Object.entries(detail).flatMap(([name, value]) => flat(name, value));
}

function flat(name: string, value: unknown): { name: string; value: string }[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) {
    return value.length === 0 ? [] : [{ name, value: value.join(', ') }];
  }
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, each]) => flat(`${name}.${key}`, each));
  return [{ name, value: String(value) }];
}
