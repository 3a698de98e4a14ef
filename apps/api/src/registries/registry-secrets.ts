import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Sealer } from '../platform/sealing/sealer.js';

/** Passwords of registries at rest, each for its registry's id. */
@Injectable()
export class RegistrySecrets extends Sealer {
  constructor(@Inject(CONFIG) { secretKey }: Pick<Config, 'secretKey'>) {
    super(secretKey, 'roadstead/registry-password/1');
  }
}
