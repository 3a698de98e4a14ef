import { RoadsteadError } from '@roadstead/domain';

/** How something went, in a word for the log of actions, and what came of it. */
export interface Outcome<T> {
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  /** @throws what it failed with */
  value(): T;
}

/** Does it, and holds a failure back until it is on record. */
export async function outcomeOf<T>(does: () => Promise<T>): Promise<Outcome<T>> {
  try {
    const done = await does();
    return { outcome: 'ok', value: () => done };
  } catch (error) {
    return {
      outcome: error instanceof RoadsteadError ? error.code : 'internal.unexpected',
      value: () => {
        throw error;
      },
    };
  }
}
