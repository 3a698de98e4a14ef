import { Controller, Header, Ip, Param, Res, StreamableFile } from '@nestjs/common';
import type {
  CreatedScans,
  CurrentUser,
  ImagePackages,
  PackageCoverage,
  PackageSchedule,
  PackagesAnswer,
} from '@roadstead/contract';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { fileAttachment } from '../files/file-attachment.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { PackageExport } from './package-export.service.js';
import { PackageScheduleService } from './package-schedule.service.js';
import { PackagesService } from './packages.service.js';
import { ScansService } from './scans.service.js';

@Controller()
export class PackagesController {
  constructor(
    private readonly packages: PackagesService,
    private readonly files: PackageExport,
    private readonly scans: ScansService,
    private readonly schedule: PackageScheduleService,
  ) {}

  @Route('findPackages')
  find(@RouteQuery() query: QueryOf<'findPackages'>): Promise<PackagesAnswer> {
    return this.packages.find(query);
  }

  @Route('exportPackages')
  async exportAnswer(
    @RouteQuery() query: QueryOf<'exportPackages'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { body, type, name } = await this.files.open(query);
    void reply.header('content-disposition', `attachment; filename="${name}"`);
    return new StreamableFile(body, { type });
  }

  @Route('getPackageCoverage')
  coverage(@RouteQuery() query: QueryOf<'getPackageCoverage'>): Promise<PackageCoverage> {
    return this.packages.coverage(query);
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
