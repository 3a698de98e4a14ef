import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import type { PortHolder } from './run-errors.js';

const Listed = z.array(
  z.object({ Names: z.array(z.string()), Ports: z.array(z.object({ PublicPort: z.number().optional() })) }),
);

/** The name of the container that publishes a port now. */
export function portHolder(api: EngineApi): PortHolder {
  return async (port) => {
    const containers = await api.get('/containers/json', Listed).catch(() => []);
    const holder = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
    return holder?.Names[0]?.replace(/^\//, '');
  };
}
