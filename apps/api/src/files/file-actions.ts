import { Injectable } from '@nestjs/common';
import { ActionsService } from '../audit/actions.service.js';
import type { ContainerPlace, Reader } from './container-place.js';

type FileVerb = 'files.view' | 'files.download' | 'files.upload' | 'files.create-directory';

/** Keeps on record who read or wrote which file. */
@Injectable()
export class FileActions {
  constructor(private readonly actions: ActionsService) {}

  /** Records the call when it has come to its end, one way or the other. What cannot be recorded fails. */
  recorded<T>(verb: FileVerb, place: ContainerPlace, reader: Reader, call: () => Promise<T>): Promise<T> {
    const target = `container ${place.host.name}/${place.container}`;
    return this.actions.recorded({ ...reader, verb, target, detail: { path: place.path } }, call);
  }
}
