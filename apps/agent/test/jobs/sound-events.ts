import type { BuildStep, LayerProgress, TransferProgress } from '@roadstead/domain';
import type { JobEvent } from '@roadstead/protocol';

/**
 * What is wrong with the events of an attempt as they came: they are numbered from 1, one after the other; one end, the last;
 * progress goes on within a phase and never back; a layer or a step that was told of stays.
 */
export function unsoundness(events: readonly JobEvent[]): string[] {
  const progress = events.flatMap(({ report }) => (report.type === 'progress' ? [report.progress] : []));
  return [...gaps(events), ...ends(events), ...goingBack(progress)];
}

function gaps(events: readonly JobEvent[]): string[] {
  return events.flatMap(({ sequence }, index) =>
    sequence === index + 1 ? [] : [`sequence ${sequence} comes where ${index + 1} is due`],
  );
}

function ends(events: readonly JobEvent[]): string[] {
  const types = events.map(({ report }) => report.type).filter((type) => type !== 'progress' && type !== 'output');
  if (types.length !== 1) return [`it has the ends ${types.join(', ')}`];
  return events.at(-1)?.report.type === types[0] ? [] : ['something comes after the end'];
}

function goingBack(progress: readonly TransferProgress[]): string[] {
  return progress.flatMap((now, index) => {
    const before = progress[index - 1];
    if (before === undefined) return [];
    return [...layersBack(before.layers, now.layers), ...bytesBack(before, now), ...stepsBack(before.steps, now.steps)];
  });
}

/** A builder may run a step again that it had ended, so that only its beginning is for good. */
function stepsBack(before: readonly BuildStep[] = [], now: readonly BuildStep[] = []): string[] {
  return before.flatMap(({ number, name, state }) => {
    const other = now.find((each) => each.number === number);
    if (other?.name !== name) return [`step ${number} ${name} is gone`];
    return state !== 'waiting' && other.state === 'waiting' ? [`step ${number} ${name} goes back to waiting`] : [];
  });
}

function layersBack(before: readonly LayerProgress[], now: readonly LayerProgress[]): string[] {
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
function bytesBack(before: TransferProgress, now: TransferProgress): string[] {
  const retrying = [...before.layers, ...now.layers].some(({ phase }) => phase === 'retrying');
  return now.bytesDone < before.bytesDone && !retrying
    ? [`bytes go back from ${before.bytesDone} to ${now.bytesDone}`]
    : [];
}
