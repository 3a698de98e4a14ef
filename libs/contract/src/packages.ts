import {
  ContainerId,
  Digest,
  Distribution,
  Ecosystem,
  ErrorBody,
  HostId,
  JobId,
  JobState,
  PackageDatabase,
} from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, pageOf, Timestamp } from './paging.js';

/** What is asked for, where, and when. */
const PackagesQuestion = z.object({
  /** Of a package, or of the source that it was built from; `*` stands for any characters, `?` for one. */
  name: z.string().max(500),
  /** An operator (`<`, `<=`, `=`, `>=`, `>`) and a version, for example `< 3.0.15`; absent: any version. */
  constraint: z.string().max(500).optional(),
  /** Of an image, as its os-release has it: `debian`, or `debian:12`, which holds for `12.5`, too. */
  distribution: z.string().min(1).max(200).optional(),
  host: HostId.optional(),
  /** Absent: now. */
  asOf: Timestamp.optional(),
});

export const CARRIER_SORTS = ['host', 'container', 'image', 'since'] as const;
export type CarrierSort = (typeof CARRIER_SORTS)[number];

/** "Which running containers carry openssl < 3.0.15, on which hosts, since when?" */
export const PackagesQuery = PageQuery.extend(PackagesQuestion.shape).extend({
  sort: z.enum(CARRIER_SORTS).default('host'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type PackagesQuery = z.infer<typeof PackagesQuery>;

/** The whole answer as a file: one row, or object, for each container and each such package in it. */
export const PackagesExportQuery = PackagesQuestion.extend({ format: z.enum(['csv', 'json']).default('csv') });
export type PackagesExportQuery = z.infer<typeof PackagesExportQuery>;

const PackageId = z.string().regex(/^\d{1,19}$/);

/** A package with its version, as it is in one image or more. */
export const FoundPackage = z.object({
  id: PackageId,
  ecosystem: Ecosystem,
  name: z.string(),
  version: z.string(),
  architecture: z.string().optional(),
  source: z.string().optional(),
  sourceVersion: z.string().optional(),
  license: z.string().optional(),
});
export type FoundPackage = z.infer<typeof FoundPackage>;

/** What of an image matches: the names and versions of the first few packages, and how many there are in all. */
const Matching = z.object({
  total: z.number().int(),
  first: z.array(FoundPackage.pick({ id: true, name: true, version: true })).max(5),
});

/** A container that runs, or ran then, with such a package in its image. */
export const PackageCarrier = z.object({
  hostId: HostId,
  hostName: z.string(),
  containerId: ContainerId,
  containerName: z.string(),
  imageId: Digest,
  imageReference: z.string(),
  /** When it was started, set right by what the host's clock is off. */
  from: Timestamp.optional(),
  /** unobserved: nobody watched the host at that moment; it ran when it was last seen. */
  certainty: z.enum(['observed', 'unobserved']),
  /** When the host was last heard. */
  dataAsOf: Timestamp.optional(),
  matching: Matching,
});
export type PackageCarrier = z.infer<typeof PackageCarrier>;

/** An image that has such a package, whether anything runs on it or not. */
export const PackageImage = z.object({
  id: Digest,
  references: z.array(z.string()),
  /** Hosts that have it now. */
  hosts: z.number().int(),
  /** Containers of it that run, or ran then. */
  running: z.number().int(),
  distribution: Distribution.optional(),
  scannedAt: Timestamp,
  matching: Matching,
});
export type PackageImage = z.infer<typeof PackageImage>;

const Counted = z.object({ images: z.number().int(), containers: z.number().int() });

/** Of the images that containers run on, or ran then: which are read. What is not read is not known. */
export const PackageCoverage = z.object({
  read: Counted,
  /** Nobody has read them. */
  unread: Counted,
  /** They have been read, and have a database of a kind that is not read. */
  unreadable: Counted,
  /** Of the unread images: being read, or waiting for it. */
  beingRead: z.number().int(),
  /** Of the unread images: those whose last reading failed. */
  failed: z.number().int(),
});
export type PackageCoverage = z.infer<typeof PackageCoverage>;

export const PackageCoverageQuery = PackagesQuestion.pick({ host: true, asOf: true });
export type PackageCoverageQuery = z.infer<typeof PackageCoverageQuery>;

export const PackagesAnswer = pageOf(PackageCarrier).extend({
  /** As it was understood. */
  question: z.string(),
  /** The moment that it holds for; of a question about now, that of the answer. */
  asOf: Timestamp,
  /** Hosts that the containers are on, in all. */
  hosts: z.number().int(),
  /** The matching packages, those in most images first, up to 200 of them. */
  packages: z.array(FoundPackage.extend({ images: z.number().int() })),
  packagesTotal: z.number().int(),
  /** Those with most running containers first, up to 200 of them. */
  images: z.array(PackageImage),
  imagesTotal: z.number().int(),
  /** Of the images that match but for their distribution, those with most images first, up to 50. */
  distributions: z.array(Distribution.extend({ images: z.number().int() })),
  coverage: PackageCoverage,
});
export type PackagesAnswer = z.infer<typeof PackagesAnswer>;

export const PackageScan = z.object({
  scannedAt: Timestamp,
  hostId: HostId,
  /** Absent: the host is gone. */
  hostName: z.string().optional(),
  jobId: JobId,
  /** Empty: the image has no package database. */
  databases: z.array(PackageDatabase),
  distribution: Distribution.optional(),
  packages: z.number().int(),
});
export type PackageScan = z.infer<typeof PackageScan>;

export const IMAGE_PACKAGE_SORTS = ['name', 'source', 'license'] as const;
export type ImagePackageSort = (typeof IMAGE_PACKAGE_SORTS)[number];

export const ImagePackagesQuery = PageQuery.extend({
  /** Found in names and sources. */
  q: z.string().max(200).optional(),
  sort: z.enum(IMAGE_PACKAGE_SORTS).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type ImagePackagesQuery = z.infer<typeof ImagePackagesQuery>;

/** Packages of an image by name; none, and no `scan`, where they have not been read. */
export const ImagePackages = pageOf(FoundPackage).extend({
  scan: PackageScan.optional(),
  /** The latest reading that was asked for. */
  lastJob: z.object({ id: JobId, state: JobState, error: ErrorBody.optional() }).optional(),
});
export type ImagePackages = z.infer<typeof ImagePackages>;

/** Images by id, read already or not; or those that have not been read: that anything runs on, or all on any host. */
export const CreateScansBody = z.union([
  z.object({ imageIds: z.array(Digest).min(1).max(200) }),
  z.object({ which: z.enum(['unread-running', 'unread']) }),
]);
export type CreateScansBody = z.infer<typeof CreateScansBody>;

export const CreatedScans = z.object({
  /** One job each, on a host that has the image and is online. */
  started: z.array(z.object({ imageId: Digest, jobId: JobId, hostId: HostId, hostName: z.string() })),
  /** Images that are being read already. */
  active: z.array(Digest),
  /** Images that no host has that is online. */
  unavailable: z.array(Digest),
  /** Images beyond what is begun at once: ask again for them. */
  left: z.number().int(),
});
export type CreatedScans = z.infer<typeof CreatedScans>;

/** Whether images that have not been read are read by themselves, one at a time on each host. */
export const PackageSchedule = z.object({
  enabled: z.boolean(),
  changedBy: z.string().optional(),
  changedAt: Timestamp.optional(),
});
export type PackageSchedule = z.infer<typeof PackageSchedule>;
export const SetPackageScheduleBody = z.object({ enabled: z.boolean() });
