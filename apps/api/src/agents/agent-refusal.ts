import { RoadsteadError } from '@roadstead/domain';

/**
 * What an agent refused with, as it may be told on. Who may do what is the control plane's to say, and nobody else's: a page
 * believes an `auth.*`, and signs its user out.
 */
export function agentRefusal(error: unknown, host: { readonly name: string }): unknown {
  if (!(error instanceof RoadsteadError) || !error.code.startsWith('auth.')) return error;
  return new RoadsteadError('agent.misbehaves', { host: host.name, code: error.code });
}
