export type StreamName = 'stdout' | 'stderr';

/** A line of a log, or a notice in its place. */
export interface LogLine {
  /** Which of the containers on show wrote it. */
  source: number;
  /** RFC 3339 with nanoseconds, as the engine wrote it: moments compare as text. */
  at: string;
  stream: StreamName;
  /** As written, with its escape sequences; cut where it is very long. */
  text: string;
  /** Bytes of the whole line, where it was cut. */
  length?: number;
  /** In place of a line: so many were written faster than they could be taken. */
  skipped?: number;
}

/** The moment a nanosecond later: the first at which a line may come that is not at hand yet. */
export function nextMoment(at: string): string {
  const [, head = '', fraction = ''] = /^(.*T\d\d:\d\d:\d\d)\.(\d{9})Z$/.exec(at) ?? [];
  const next = Number(fraction) + 1;
  if (next < 1e9) return `${head}.${String(next).padStart(9, '0')}Z`;
  const second = new Date(Date.parse(`${head}Z`) + 1000).toISOString().slice(0, 19);
  return `${second}.000000000Z`;
}
