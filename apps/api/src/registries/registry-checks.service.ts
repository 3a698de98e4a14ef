import { Injectable } from '@nestjs/common';
import type { RegistryCheck } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import type { RegistryAccess } from './client/registry-access.js';
import type { RegistryClient } from './client/registry-client.js';
import { RegistryClients } from './registry-clients.service.js';

/** Asks a registry whether it answers and takes the credential. */
@Injectable()
export class RegistryChecks {
  constructor(private readonly clients: RegistryClients) {}

  /** What a user can act on is in the result, and not thrown. */
  async run(connect: () => RegistryClient): Promise<RegistryCheck> {
    const at = new Date().toISOString();
    try {
      return { at, ok: true, signedIn: await connect().ping() };
    } catch (error) {
      if (!(error instanceof RoadsteadError)) throw error;
      return { at, ok: false, signedIn: false, problem: error.toBody() };
    }
  }

  /**
   * A credential is kept only once its registry has taken it, or, where that is asked for, cannot be reached.
   * @throws RoadsteadError the problem that the check found
   */
  async beforeKeeping(access: RegistryAccess, acceptUnreachable: boolean): Promise<RegistryCheck> {
    const check = await this.run(() => this.clients.to(access));
    if (check.problem === undefined || access.credential === undefined) return check;
    const isRefused = check.problem.code === 'registry.wrong-credentials';
    if (isRefused || !acceptUnreachable) throw RoadsteadError.fromBody(check.problem);
    return check;
  }
}
