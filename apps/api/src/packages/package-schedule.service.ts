import { Inject, Injectable } from '@nestjs/common';
import type { PackageSchedule } from '@roadstead/contract';
import { UserId } from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import { type Asker, JobsService } from '../jobs/jobs.service.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RoundClaims } from '../platform/upkeep/round-claims.js';
import { Upkeep } from '../platform/upkeep/upkeep.js';
import { PackageScheduleRepository } from './package-schedule.repository.js';
import { ScansRepository } from './scans.repository.js';
import { choosePlaces } from './scans.service.js';

const PLAN = { name: 'package-schedule', everyMs: 30_000, failure: 'images were not read by schedule' };
/** An image whose reading failed is tried again no sooner. */
const AGAIN_AFTER_MS = 24 * 60 * 60_000;
const SYSTEM: Asker = {
  user: { id: UserId.parse('00000000-0000-4000-8000-000000000000'), username: 'system', role: 'operator' },
  address: '',
};

/** Reads images that come, where that is turned on: one at a time on each host, those that run first. */
@Injectable()
export class PackageScheduleService extends Upkeep {
  constructor(
    private readonly repository: PackageScheduleRepository,
    private readonly scans: ScansRepository,
    private readonly jobs: JobsService,
    private readonly actions: ActionsService,
    claims: RoundClaims,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(PLAN, claims, logger);
  }

  get(): Promise<PackageSchedule> {
    return this.repository.get();
  }

  set(enabled: boolean, { user, address }: Asker): Promise<PackageSchedule> {
    const action = {
      actor: user.username,
      address,
      verb: 'packages.schedule',
      target: 'packages',
      detail: { enabled },
    } as const;
    return this.actions.recorded(action, () => this.repository.set(enabled, user.username));
  }

  /** Begins with each host that reads nothing the next of its images. */
  async run(): Promise<void> {
    if (!(await this.repository.get()).enabled) return;
    const since = new Date(Date.now() - AGAIN_AFTER_MS);
    const [running, all, busy] = await Promise.all([
      this.scans.unread(true, since),
      this.scans.unread(false, since),
      this.scans.active(),
    ]);
    const wanted = [...new Set([...running, ...all])];
    const isBusy = new Set(busy.map(({ hostId }) => hostId));
    for (const { imageId, hostId } of choosePlaces(wanted, await this.scans.places(wanted), busy)) {
      if (isBusy.has(hostId)) continue;
      isBusy.add(hostId);
      await this.jobs.create(SYSTEM, { kind: 'image.scan-packages', hostIds: [hostId], params: { imageId } });
    }
  }
}
