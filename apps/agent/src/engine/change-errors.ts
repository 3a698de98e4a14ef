import { RoadsteadError } from '@roadstead/domain';
import type { EngineRefusal } from './engine-errors.js';

/** Of what a commit or an import is asked for, only the changes are left to the engine to judge. */
export function changeError(
  refusal: EngineRefusal,
  changes: readonly string[] | undefined,
): RoadsteadError | undefined {
  if (refusal.status !== 400 || !changes?.length) return undefined;
  return new RoadsteadError('image.change-refused', { reason: refusal.message });
}
