import { Controller, Header, Ip, Param, Res } from '@nestjs/common';
import type { CreatedScans, CurrentUser, ImagePackages, PackageSchedule, PackagesAnswer } from '@roadstead/contract';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { fileAttachment } from '../files/file-attachment.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { PackageScheduleService } from './package-schedule.service.js';
import { PackagesService } from './packages.service.js';
import { ScansService } from './scans.service.js';

@Controller()
export class PackagesController {
  constructor(
    private readonly packages: PackagesService,
    private readonly scans: ScansService,
    private readonly schedule: PackageScheduleService,
  ) {}

  @Route('findPackages')
  find(@RouteQuery() query: QueryOf<'findPackages'>): Promise<PackagesAnswer> {
    return this.packages.find(query);
  }

  @Route('createPackageScans')
  createScans(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @RouteBody() body: BodyOf<'createPackageScans'>,
  ): Promise<CreatedScans> {
    return this.scans.create({ user, address }, body);
  }

  @Route('getPackageSchedule')
  getSchedule(): Promise<PackageSchedule> {
    return this.schedule.get();
  }

  @Route('setPackageSchedule')
  setSchedule(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @RouteBody() { enabled }: BodyOf<'setPackageSchedule'>,
  ): Promise<PackageSchedule> {
    return this.schedule.set(enabled, { user, address });
  }

  @Route('listImagePackages')
  ofImage(
    @Param('imageId') imageId: string,
    @RouteQuery() query: QueryOf<'listImagePackages'>,
  ): Promise<ImagePackages> {
    return this.packages.ofImage(imageId, query);
  }

  @Route('exportImagePackages')
  @Header('content-type', 'application/vnd.cyclonedx+json; version=1.6')
  async export(@Param('imageId') imageId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { name, json } = await this.packages.cycloneDx(imageId);
    void reply.headers(fileAttachment(name));
    return json;
  }
}
