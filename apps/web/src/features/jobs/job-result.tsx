import type { Job } from '@roadstead/contract';
import type { JobKind, JobResult } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Breakable } from '../../lib/ui/breakable';
import { Copyable } from '../../lib/ui/copy-button';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { RemovalResult } from '../images/removal-result';
import { RecreateResult } from '../recreate/recreate-result';
import { RunResult } from '../run/run-result';
import classes from './job-body.module.css';

/** What a job came to, in words of its kind; nothing while it runs. */
export function JobOutcome({ job }: { job: Job }) {
  if (job.result === undefined) return null;
  const is = <K extends JobKind>(...kinds: K[]) =>
    kinds.some((kind) => kind === job.kind) ? resultOf<K>(job) : undefined;
  const image = is('image.pull', 'image.tag', 'image.import', 'container.commit', 'image.build');
  const pulled = is('image.pull');
  const pushed = is('image.push');
  const built = is('image.build');
  const removed = is('image.remove');
  const pruned = is('image.prune');
  const cleared = is('container.prune', 'builder.prune');
  const loaded = is('image.load');
  const ran = is('container.run');
  const recreated = is('container.recreate');
  return (
    <>
      {pulled?.changed === false ? <Unchanged host={job.hostName} /> : null}
      {image === undefined ? null : <ImageLink id={image.imageId} />}
      {pushed === undefined ? null : <Pushed {...pushed} />}
      {built?.pushed?.map((each) => (
        <Pushed key={each.reference} {...each} />
      ))}
      {removed === undefined ? null : <RemovalResult {...removed} />}
      {pruned === undefined ? null : <RemovalResult {...pruned} />}
      {cleared === undefined ? null : <RemovalResult untagged={[]} {...cleared} />}
      {ran === undefined ? null : <RunResult host={job} result={ran} />}
      {recreated === undefined ? null : <RecreateResult host={job} result={recreated} />}
      {loaded === undefined ? null : <Loaded {...loaded} />}
    </>
  );
}

/** The contract: a job's result is that of its kind. */
function resultOf<K extends JobKind>(job: Job): JobResult<K> | undefined {
  return job.result as JobResult<K> | undefined;
}

function Unchanged({ host }: { host: string }) {
  const t = useTranslations('jobs');
  return <p>{t('unchangedMeans', { host })}</p>;
}

function ImageLink({ id }: { id: string }) {
  const t = useTranslations('jobs');
  return (
    <p className={classes.result}>
      {t('resultImage')}{' '}
      <AppLink href={hrefTo.image(id)} className="link mono">
        {shortId(id)}
      </AppLink>
    </p>
  );
}

/** `reference`: where it is not the job's own. */
function Pushed({ reference, digest, size }: { reference?: string; digest: string; size: number }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  return (
    <div className={classes.pushed}>
      {reference === undefined ? null : (
        <strong className="mono">
          <Breakable text={reference} />
        </strong>
      )}
      <Copyable text={digest} what={t('digest')} />
      <span className="quiet">{t('manifest', { size: format.bytes(size) })}</span>
    </div>
  );
}

function Loaded({ references, more = 0 }: JobResult<'image.load'>) {
  const t = useTranslations('jobs');
  return (
    <Section title={t('loaded', { count: references.length + more })}>
      <ul>
        {references.map((reference) => (
          <li key={reference}>
            <Copyable text={reference} what={t('reference')} wraps />
          </li>
        ))}
      </ul>
      {more === 0 ? null : <p className="quiet">{t('loadedMore', { count: more })}</p>}
    </Section>
  );
}
