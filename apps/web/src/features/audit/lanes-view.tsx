import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock/server-clock';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { Segments } from '../../lib/ui/segments';
import { ClockNote } from './clock-note';
import { LaneTicks } from './lane-ticks';
import { type Lane, lanesOf } from './lanes';
import classes from './lanes.module.css';
import { momentText, utcText } from './moment';
import { questionHref } from './question';
import { beginOf, RANGE_IDS, type Range, usualRange } from './ranges';
import { useHistorySince } from './use-history-since';
import { usePlacements } from './use-placements';

/** Runs drawn at most: the most that one answer has. */
const MOST = 500;

interface Props {
  /** Whose life: an image's or a host's. */
  of: { image: string } | { host: string };
}

/** Where an image ran, or what ran on a host, a lane for each container over time. */
export default function LanesView({ of }: Props) {
  const t = useTranslations('audit.lanes');
  const ranges = useTranslations('audit.slider.ranges');
  const [chosen, setRange] = useState<Range>();
  const [openedAt] = useState(() => Math.ceil(serverNow() / 60_000) * 60_000);
  const history = useHistorySince('host' in of ? of.host : undefined, openedAt);
  const range = chosen ?? usualRange(history.since, openedAt);
  const span = useMemo(
    () => ({ from: beginOf(range, history.since, openedAt), to: openedAt }),
    [openedAt, range, history.since],
  );
  const from = new Date(span.from).toISOString();
  const { rows, page, ...answer } = usePlacements({ ...of, from } as object, {
    limit: MOST,
    isEnabled: history.isKnown,
  });
  const lanes = useMemo(() => lanesOf(rows ?? [], page?.unobserved ?? [], span), [rows, page, span]);
  return (
    <>
      <div className={classes.tools}>
        <Segments
          label={t('range')}
          options={RANGE_IDS.map((id) => ({ id, label: ranges(id) }))}
          current={range}
          onChange={setRange}
        />
        <Button component={AppLink} variant="default" href={questionHref('/audit/', { ...of, from })}>
          {t('table')}
        </Button>
        <span className={classes.key}>{t('hatched')}</span>
      </div>
      {answer.isPending ? <SkeletonRows count={3} /> : null}
      {answer.isError && rows === undefined ? (
        <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
      ) : null}
      <ClockNote hostIds={lanes.map(({ hostId }) => hostId)} />
      {rows?.length === 0 ? <EmptyState title={t('host' in of ? 'noneHost' : 'none')} /> : null}
      {lanes.length === 0 ? null : (
        <div className={classes.lanes}>
          <LaneTicks span={span} />
          <ul aria-label={t('label')}>
            {lanes.map((lane, index) => (
              <LaneRow
                key={lane.key}
                lane={lane}
                withHost={'image' in of}
                isNewHost={lane.hostId !== lanes[index - 1]?.hostId}
              />
            ))}
          </ul>
        </div>
      )}
      {answer.hasNextPage ? <p className="quiet">{t('cut', { count: MOST })}</p> : null}
    </>
  );
}

function LaneRow({ lane, withHost, isNewHost }: { lane: Lane; withHost: boolean; isNewHost: boolean }) {
  const t = useTranslations('audit.lanes');
  return (
    <li
      className={classes.lane}
      data-first={(withHost && isNewHost) || undefined}
      aria-label={t('lane', { container: lane.containerName, host: lane.hostName })}
    >
      <span className={classes.name}>
        <span className="truncate">{lane.containerName}</span>
        {withHost ? (
          <AppLink href={hrefTo.host(lane.hostId)} className={classes.host}>
            {lane.hostName}
          </AppLink>
        ) : null}
      </span>
      <span className={classes.track}>
        {lane.runs.map(({ placement, left, width }) => {
          const { from, to, lastSeenAt, exitCode } = placement;
          const end = to ?? (lastSeenAt === undefined ? t('runs') : undefined);
          const words = (text: (iso: string) => string) =>
            t('run', {
              image: placement.imageReference,
              from: text(from),
              to: to === undefined ? (end ?? t('unseen')) : text(to),
            });
          return (
            <AppLink
              key={placement.id}
              href={hrefTo.container(placement.hostId, placement.containerId)}
              className={classes.run}
              style={{ left: `${100 * left}%`, width: `${100 * width}%` }}
              data-end={to === undefined ? 'open' : placement.endKnownBy}
              data-bad={(exitCode !== undefined && exitCode !== 0) || undefined}
              aria-label={words(momentText)}
              title={`${words(momentText)}\n${words(utcText)}`}
            >
              <span aria-hidden>{withHost ? '' : placement.imageReference}</span>
            </AppLink>
          );
        })}
        {lane.gaps.map(({ left, width }) => (
          <span
            key={left}
            className={classes.gap}
            style={{ left: `${100 * left}%`, width: `${100 * width}%` }}
            aria-hidden
          />
        ))}
      </span>
    </li>
  );
}
