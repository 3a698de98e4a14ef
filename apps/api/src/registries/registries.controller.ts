import { Controller, Ip, Param } from '@nestjs/common';
import type {
  CurrentUser,
  FoundRepositories,
  PullCost,
  Registry,
  RegistryCheck,
  RemoteImage,
  Repositories,
  Tags,
} from '@roadstead/contract';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { PullCostService } from './pull-cost.service.js';
import { RegistriesService } from './registries.service.js';
import { RegistryBrowser } from './registry-browser.service.js';

@Controller()
export class RegistriesController {
  constructor(
    private readonly registries: RegistriesService,
    private readonly browser: RegistryBrowser,
    private readonly pullCosts: PullCostService,
  ) {}

  @Route('listRegistries')
  list(): Promise<Registry[]> {
    return this.registries.list();
  }

  @Route('getRegistry')
  get(@Param('registryId') id: string): Promise<Registry> {
    return this.registries.get(id);
  }

  @Route('createRegistry')
  create(
    @RouteBody() body: BodyOf<'createRegistry'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<Registry> {
    return this.registries.create(body, { user, address });
  }

  @Route('updateRegistry')
  update(
    @Param('registryId') id: string,
    @RouteBody() body: BodyOf<'updateRegistry'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<Registry> {
    return this.registries.update(id, body, { user, address });
  }

  @Route('deleteRegistry')
  delete(@Param('registryId') id: string, @SignedIn() user: CurrentUser, @Ip() address: string): Promise<void> {
    return this.registries.delete(id, { user, address });
  }

  @Route('checkRegistry')
  check(@Param('registryId') id: string, @SignedIn() user: CurrentUser, @Ip() address: string): Promise<RegistryCheck> {
    return this.registries.check(id, { user, address });
  }

  @Route('searchRegistry')
  search(
    @Param('registryId') id: string,
    @RouteQuery() { q }: QueryOf<'searchRegistry'>,
    @SignedIn() user: CurrentUser,
  ): Promise<FoundRepositories> {
    return this.browser.search(id, q, user);
  }

  @Route('listRepositories')
  repositories(
    @Param('registryId') id: string,
    @RouteQuery() query: QueryOf<'listRepositories'>,
    @SignedIn() user: CurrentUser,
  ): Promise<Repositories> {
    return this.browser.repositories(id, query, user);
  }

  @Route('listRegistryTags')
  tags(
    @Param('registryId') id: string,
    @RouteQuery() { repository, ...asked }: QueryOf<'listRegistryTags'>,
    @SignedIn() user: CurrentUser,
  ): Promise<Tags> {
    return this.browser.tags(id, repository, asked, user);
  }

  @Route('getRemoteImage')
  image(
    @Param('registryId') id: string,
    @RouteQuery() { repository, reference }: QueryOf<'getRemoteImage'>,
    @SignedIn() user: CurrentUser,
  ): Promise<RemoteImage> {
    return this.browser.image(id, repository, reference, user);
  }

  @Route('pullCost')
  pullCost(
    @Param('hostId') hostId: string,
    @RouteQuery() query: QueryOf<'pullCost'>,
    @SignedIn() user: CurrentUser,
  ): Promise<PullCost> {
    return this.pullCosts.of(hostId, query, user);
  }
}
