import { Controller, Ip } from '@nestjs/common';
import type { CheckedTags, CurrentUser, TagCheckPage } from '@roadstead/contract';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { TagChecksService } from './tag-checks.service.js';

@Controller()
export class TagChecksController {
  constructor(private readonly checks: TagChecksService) {}

  @Route('listTagChecks')
  list(@RouteQuery() query: QueryOf<'listTagChecks'>): Promise<TagCheckPage> {
    return this.checks.list(query);
  }

  @Route('checkTags')
  check(
    @RouteBody() body: BodyOf<'checkTags'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<CheckedTags> {
    return this.checks.check(body, { user, address });
  }
}
