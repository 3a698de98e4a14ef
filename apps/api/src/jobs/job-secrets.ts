import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Sealer } from '../platform/sealing/sealer.js';

/** What of a job's parameters is neither stored openly nor shown, each for its job's id; gone when the job has ended. */
@Injectable()
export class JobSecrets extends Sealer {
  constructor(@Inject(CONFIG) { secretKey }: Pick<Config, 'secretKey'>) {
    super(secretKey, 'roadstead/job-secret/1');
  }
}
