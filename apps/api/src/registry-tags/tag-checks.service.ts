import { Inject, Injectable } from '@nestjs/common';
import type { CheckedTags, CurrentUser, TagCheckPage } from '@roadstead/contract';
import { familiarReference, parseReference, RoadsteadError } from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { BodyOf, QueryOf } from '../platform/http/route.js';
import { TagCheckListRepository } from './tag-check-list.repository.js';
import { TagPlanRepository } from './tag-plan.repository.js';
import { TagSchedule } from './tag-schedule.service.js';

interface Asker {
  readonly user: Pick<CurrentUser, 'username'>;
  readonly address: string;
}

/** What registries name by the tags that run. */
@Injectable()
export class TagChecksService {
  constructor(
    private readonly found: TagCheckListRepository,
    private readonly plan: TagPlanRepository,
    private readonly schedule: TagSchedule,
    private readonly actions: ActionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws RoadsteadError `reference.malformed`, `request.invalid` for a foreign cursor */
  async list({ reference, ...query }: QueryOf<'listTagChecks'>): Promise<TagCheckPage> {
    const page = await this.found.page({ ...query, reference: reference && listed(reference) });
    return { ...page, everyMinutes: this.config.registryCheckMinutes };
  }

  /**
   * Begins to ask; what is found is in the list.
   * @throws RoadsteadError `reference.malformed`, `registry.tag-not-checked`
   */
  check({ reference }: BodyOf<'checkTags'>, { user, address }: Asker): Promise<CheckedTags> {
    const tag = reference === undefined ? undefined : listed(reference);
    const target = tag ?? '*';
    const action = { actor: user.username, address, verb: 'registry-tags.check', target } as const;
    return this.actions.recorded(action, async () => {
      await this.schedule.replan();
      const { due, paused } = await this.plan.makeDue(tag);
      if (tag !== undefined && due + paused === 0)
        throw new RoadsteadError('registry.tag-not-checked', { reference: tag });
      this.schedule.now();
      return { due, paused };
    });
  }
}

function listed(reference: string): string {
  return familiarReference(parseReference(reference));
}
