import { Injectable } from '@nestjs/common';
import { type ActionRecord, ActionsRepository } from './actions.repository.js';

export type { ActionRecord } from './actions.repository.js';

/** Who did what. */
@Injectable()
export class ActionsService {
  constructor(private readonly actions: ActionsRepository) {}

  /** Adds the action to the log. Fails when the log cannot be written, and so does what was to be logged. */
  async record(action: ActionRecord): Promise<void> {
    await this.actions.add(action);
  }
}
