import type {
  ActionProtection,
  ActionVerification,
  ChainFault,
  ChainFinding,
  HeadComparison,
} from '@roadstead/contract';
import type { FileVerification } from './verify-file.js';

const FAULTS: Record<ChainFault, (finding: ChainFinding) => string> = {
  changed: ({ id }) => `Action ${id} is not what was written: it was changed afterwards.`,
  removed: (finding) => `${range(finding)} missing: removed, and not by retention.`,
  inserted: ({ id }) => `Action ${id} was not written by the log: it was inserted.`,
  reordered: ({ id }) => `Action ${id} stands in the place of another: the order was changed.`,
  cut: (finding) => `${range(finding)} missing: the end of the log was cut off.`,
  checkpoint: ({ id }) =>
    `Actions up to ${id} are gone as if by retention, but no action tells of that: they were removed.`,
};
const COMPARISONS: Record<HeadComparison, string> = {
  held: 'The given head is part of it: nothing before that was changed or removed.',
  missing: 'The given head is not part of it: the log was cut before it, or written anew.',
  removed: 'The given head is older than what retention has left, so that it cannot be compared.',
};
const PROTECTIONS: Record<ActionProtection, string> = {
  role: 'This database role has no right to change or remove actions.',
  trigger: 'The database refuses changes, but this database role owns the table and could lift that.',
  none: 'Nothing in the database refuses changes: its triggers are missing or switched off.',
};

/** Of an export, for a terminal. */
export function fileInWords({
  result,
  checked,
  firstId,
  head,
  finding,
  comparison,
  leftOut,
}: FileVerification): string {
  const lines = [
    result === 'intact' ? 'The export is intact.' : 'The export is NOT intact.',
    ...(finding === undefined ? [] : [FAULTS[finding.fault](finding)]),
    checked === 0 ? 'No action verified.' : `${checked} actions verified, ${firstId} to ${head.id}.`,
    ...(leftOut === undefined
      ? []
      : [
          `${leftOut} between them are not in it: whether a filter left them out or somebody took them, a filtered export cannot tell.`,
        ]),
    ...(comparison === undefined ? [] : [COMPARISONS[comparison]]),
    ...(checked === 0 ? [] : [`Head: ${head.id}:${head.hash}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** For a terminal. */
export function inWords(verification: ActionVerification): string {
  const { result, checked, firstId, head, tookMs, finding, comparison, checkpoint, protection } = verification;
  const lines = [
    result === 'intact' ? 'The log of actions is intact.' : 'The log of actions is NOT intact.',
    ...(finding === undefined ? [] : [FAULTS[finding.fault](finding)]),
    checked === 0 ? 'No action verified.' : `${checked} actions verified, ${firstId} to ${head.id}, in ${tookMs} ms.`,
    ...(checkpoint === undefined
      ? []
      : [
          `Retention removed actions up to ${checkpoint.lastId} on ${checkpoint.at} (kept: ${checkpoint.keptDays} days).`,
        ]),
    ...(comparison === undefined ? [] : [COMPARISONS[comparison]]),
    PROTECTIONS[protection],
    `Head: ${head.id}:${head.hash}`,
  ];
  return `${lines.join('\n')}\n`;
}

function range({ id, untilId }: ChainFinding): string {
  return untilId === undefined || untilId === id ? `Action ${id} is` : `Actions ${id} to ${untilId} are`;
}
