import type { LayerProgress, TransferProgress } from '@roadstead/domain';
import type { JobEvent } from '@roadstead/protocol';

/**
 * What is wrong with the events of an attempt as they came: sequence numbers rise by one, but where newer progress took
 * the place of older; one end, the last; progress goes on within a phase and never back.
 */
export function unsoundness(events: readonly JobEvent[]): string[] {
  const progress = events.flatMap(({ report }) => (report.type === 'progress' ? [report.progress] : []));
  return [...gaps(events), ...ends(events), ...steps(progress)];
}

function gaps(events: readonly JobEvent[]): string[] {
  const lastProgress = events.findLast(({ report }) => report.type === 'progress')?.sequence ?? 0;
  return events.flatMap(({ sequence }, index) => {
    const expected = (events[index - 1]?.sequence ?? 0) + 1;
    if (sequence < expected) return [`sequence ${sequence} comes after ${expected - 1}`];
    // Only progress may be missing, and what replaced it comes later.
    return sequence > expected && expected > lastProgress ? [`sequence ${expected} is missing`] : [];
  });
}

function ends(events: readonly JobEvent[]): string[] {
  const types = events.map(({ report }) => report.type).filter((type) => type !== 'progress' && type !== 'output');
  if (types.length !== 1) return [`it has the ends ${types.join(', ')}`];
  return events.at(-1)?.report.type === types[0] ? [] : ['something comes after the end'];
}

function steps(progress: readonly TransferProgress[]): string[] {
  return progress.flatMap((now, index) => {
    const before = progress[index - 1];
    return before === undefined ? [] : [...layerSteps(before.layers, now.layers), ...byteSteps(before, now)];
  });
}

function layerSteps(before: readonly LayerProgress[], now: readonly LayerProgress[]): string[] {
  const lost = before
    .filter(({ layer }) => !now.some((other) => other.layer === layer))
    .map(({ layer }) => `${layer} is gone`);
  const back = now.flatMap(({ layer, phase, current }) => {
    const other = before.find((each) => each.layer === layer && each.phase === phase);
    return (other?.current ?? 0) > (current ?? 0) ? [`${layer} goes back from ${other?.current} to ${current}`] : [];
  });
  return [...lost, ...back];
}

/** What is tried again is not done yet. */
function byteSteps(before: TransferProgress, now: TransferProgress): string[] {
  const retrying = [...before.layers, ...now.layers].some(({ phase }) => phase === 'retrying');
  return now.bytesDone < before.bytesDone && !retrying
    ? [`bytes go back from ${before.bytesDone} to ${now.bytesDone}`]
    : [];
}
