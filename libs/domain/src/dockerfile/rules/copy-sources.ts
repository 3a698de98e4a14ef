import type { Dockerfile } from '../syntax/dockerfile.js';
import type { Span } from '../syntax/text-positions.js';
import { unquoted } from '../syntax/words.js';
import { hasVariable } from './instructions-of.js';

/** Where a stage takes files from: `COPY --from=`, or `RUN --mount=…,from=`. */
export interface CopySource {
  /** The stage's name or number, or an image, as written. */
  readonly from: string;
  readonly span: Span;
  /** The number of the stage that it stands in. */
  readonly inStage: number;
}

const MOUNT_FROM = /(?:^|,)from=([^,]+)/;

/** All that say where they copy from; those with a variable, known only at the build, left out. */
export function copySources({ stages }: Dockerfile): CopySource[] {
  return stages.flatMap(({ index, instructions }) =>
    instructions.flatMap(({ flags }) =>
      flags.flatMap(({ name, value, span }) => {
        const from = name === 'from' ? value : name === 'mount' ? MOUNT_FROM.exec(value)?.[1] : undefined;
        return from === undefined || hasVariable(from) ? [] : [{ from: unquoted(from), span, inStage: index }];
      }),
    ),
  );
}

/** The number of the stage that is meant, whether there is one of it or not; nothing where a name is no stage's. */
export function stageNumber({ stageNames }: Dockerfile, { from }: CopySource): number | undefined {
  return stageNames.get(from.toLowerCase())?.index ?? (/^\d+$/.test(from) ? Number(from) : undefined);
}
