import { Injectable } from '@nestjs/common';
import { describeError } from '../platform/errors/describe-error.js';
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

  /**
   * Does what is to be logged, and adds it with its outcome: `ok`, or the code of what it failed with.
   * @throws what `work` throws; also where the log cannot be written
   */
  async recorded<T>(action: Omit<ActionRecord, 'outcome'>, work: () => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.record({ ...action, outcome: describeError(error)?.code ?? 'internal.unexpected' });
      throw error;
    }
    await this.record({ ...action, outcome: 'ok' });
    return result;
  }
}
