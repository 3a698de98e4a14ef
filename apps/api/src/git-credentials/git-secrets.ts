import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Sealer } from '../platform/sealing/sealer.js';

/** Passwords of Git credentials at rest, each for its credential's id. */
@Injectable()
export class GitSecrets extends Sealer {
  constructor(@Inject(CONFIG) { secretKey }: Pick<Config, 'secretKey'>) {
    super(secretKey, 'roadstead/git-password/1');
  }
}
