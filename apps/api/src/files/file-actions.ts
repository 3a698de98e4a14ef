import { Injectable } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { ActionsService } from '../audit/actions.service.js';
import type { ContainerPlace, Reader } from './container-place.js';

type FileVerb = 'files.view' | 'files.download' | 'files.upload' | 'files.create-directory';

/** Keeps on record who read or wrote which file. */
@Injectable()
export class FileActions {
  constructor(private readonly actions: ActionsService) {}

  /** Records the call when it has come to its end, one way or the other. What cannot be recorded fails. */
  async recorded<T>(verb: FileVerb, place: ContainerPlace, reader: Reader, call: () => Promise<T>): Promise<T> {
    const record = (outcome: string) =>
      this.actions.record({
        ...reader,
        verb,
        target: `container ${place.host.name}/${place.container}`,
        detail: { path: place.path },
        outcome,
      });
    let result: T;
    try {
      result = await call();
    } catch (error) {
      await record(error instanceof RoadsteadError ? error.code : 'internal.unexpected');
      throw error;
    }
    await record('ok');
    return result;
  }
}
