import { Controller, Param } from '@nestjs/common';
import type { ImageOrigin } from '@roadstead/contract';
import { Route } from '../platform/http/route.js';
import { ProvenanceService } from './provenance.service.js';

@Controller()
export class ProvenanceController {
  constructor(private readonly provenance: ProvenanceService) {}

  @Route('getImageOrigin')
  origin(@Param('imageId') imageId: string): Promise<ImageOrigin> {
    return this.provenance.origin(imageId);
  }
}
