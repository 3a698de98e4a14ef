import { describe, expect, it } from '@jest/globals';
import type { ImageSummary } from '@roadstead/contract';
import { imageNamed } from './image-named';

describe('imageNamed', () => {
  const image = (id: string, hostId: string, ...references: string[]) =>
    ({ id, hosts: [{ hostId, references }] }) as unknown as ImageSummary;
  const found = [image('sha256:1', 'h1', 'web:1.2'), image('sha256:2', 'h1', 'web:1'), image('sha256:3', 'h2', 'db:1')];

  it('is the one with that very name on that host', () => {
    expect(imageNamed(found, 'h1', 'web:1')?.id).toBe('sha256:2');
    expect(imageNamed(found, 'h1', 'db:1')).toBeUndefined();
    expect(imageNamed(found, 'h1', 'web:3')).toBeUndefined();
  });

  it('is found by its id, and by the digest in a name', () => {
    expect(imageNamed(found, 'h1', 'sha256:1')?.id).toBe('sha256:1');
    expect(imageNamed([image('sha256:9', 'h1')], 'h1', 'web@sha256:abc')?.id).toBe('sha256:9');
  });
});
