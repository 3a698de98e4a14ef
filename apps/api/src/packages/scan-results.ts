import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import { type JobResult, RoadsteadError } from '@roadstead/domain';
import { MAX_LIST_BYTES, PackageList } from '@roadstead/domain/packages';
import { JobResults } from '../jobs/job-results.js';
import { ScansRepository } from './scans.repository.js';

const unpack = promisify(gunzip);

/** Keeps what a reading of an image came to. Doing it twice has the effect of doing it once. */
@Injectable()
export class ScanResults implements OnModuleInit {
  constructor(
    private readonly results: JobResults,
    private readonly scans: ScansRepository,
  ) {}

  onModuleInit(): void {
    this.results.register('image.scan-packages', (job, result) => this.#keep(job, result));
  }

  async #keep(
    job: Job,
    { list, ...reading }: JobResult<'image.scan-packages'>,
  ): Promise<JobResult<'image.scan-packages'>> {
    // An agent speaks of the image that it was asked about, and of no other.
    if (reading.imageId !== job.params.imageId) throw malformed('it is about another image');
    const packages = list === undefined ? [] : await listIn(list);
    await this.scans.store({ ...reading, packages: packages.length }, packages, job);
    return { ...reading, packages: packages.length };
  }
}

async function listIn(text: string): Promise<PackageList> {
  try {
    const bytes = await unpack(Buffer.from(text, 'base64'), { maxOutputLength: MAX_LIST_BYTES });
    return PackageList.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw malformed('its list of packages cannot be read');
  }
}

function malformed(problem: string): RoadsteadError {
  return new RoadsteadError('request.invalid', { problem: `the agent's result: ${problem}` });
}
