import type { Job } from '@roadstead/contract';
import type { ContainerId } from '@roadstead/domain';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { Callout } from '../../lib/ui/notice';

interface LineProps {
  host: Pick<Job, 'hostId'>;
  containerId: ContainerId;
  /** What became of it. */
  words: string;
  /** What it is called in the link. */
  label: string;
}

/** The container that a job has made. */
export function MadeContainer({ host: { hostId }, containerId, words, label }: LineProps) {
  return (
    <p>
      {words}{' '}
      <AppLink href={hrefTo.container(hostId, containerId)} className="link">
        {label} <code>{shortId(containerId)}</code>
      </AppLink>
    </p>
  );
}

/** What the engine had to say about it. */
export function EngineWarnings({ title, warnings }: { title: string; warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Callout tone="warn" title={title}>
      {warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </Callout>
  );
}
