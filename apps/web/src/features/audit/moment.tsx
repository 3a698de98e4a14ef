import { toLocalInput } from './question';

/** Date and time in the reader's zone, as wide as any other, so that a column of them reads well; the title has it in UTC. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={utcText(at)} className="tabular">
      {momentText(at)}
    </time>
  );
}

/** `2026-03-03 10:00:00` in the reader's zone. */
export function momentText(iso: string): string {
  return toLocalInput(iso).replace('T', ' ');
}

/** `2026-03-03 10:00:00 UTC`. */
export function utcText(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
