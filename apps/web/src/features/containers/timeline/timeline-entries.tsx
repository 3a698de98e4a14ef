import type { ContainerTimeline, TimelineEntry } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../../lib/format/age';
import { useFormat } from '../../../lib/format/use-format';
import { AppLink } from '../../../lib/ui/app-link';
import { hrefTo } from '../../../lib/ui/links';
import { StatusDot, type Tone } from '../../../lib/ui/status-dot';
import classes from './timeline.module.css';
import { useEntryWords } from './use-entry-words';

interface Props {
  timeline: Pick<ContainerTimeline, 'engine'>;
  entries: readonly TimelineEntry[];
}

/** What happened, newest first, each with when, in words, and from where it is known. */
export function TimelineEntries({ timeline, entries }: Props) {
  const t = useTranslations('timeline');
  const format = useFormat();
  const words = useEntryWords();
  return (
    <>
      <p className="quiet">
        {timeline.engine.asked
          ? timeline.engine.rememberedSince === undefined
            ? t('engineForgot')
            : t('engineSince', { since: format.dateTime(timeline.engine.rememberedSince) })
          : t('engineAway')}
      </p>
      <ol className={classes.entries} aria-label={t('label')}>
        {entries.map((entry) => (
          <li
            key={`${entry.at} ${JSON.stringify(entry.what)}`}
            className={classes.entry}
            data-gap={entry.what.type === 'unobserved' || undefined}
          >
            <span className={classes.when} title={format.dateTime(entry.at)}>
              <Age at={entry.at} />
            </span>
            <span className={classes.words}>
              <StatusDot tone={toneOf(entry)} />
              {words(entry)}{' '}
              {entry.what.type === 'job' ? (
                <AppLink href={hrefTo.job(entry.what.jobId)} className="link">
                  {t('toJob')}
                </AppLink>
              ) : null}
            </span>
            <span className={`${classes.source} quiet`}>
              {entry.sources.map((source) => t(`source.${source}`)).join(', ')}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function toneOf({ what }: TimelineEntry): Tone {
  switch (what.type) {
    case 'started':
      return 'good';
    case 'ended':
      return what.exitCode === 0 ? 'idle' : 'bad';
    case 'unobserved':
      return 'warn';
    case 'action':
      return what.outcome === 'ok' ? 'busy' : 'bad';
    case 'job':
      return what.state === 'failed' ? 'bad' : 'busy';
    case 'event':
      if (what.event.kind === 'out-of-memory' || what.event.health === 'unhealthy') return 'bad';
      return what.event.health === 'healthy' ? 'good' : 'idle';
  }
}
