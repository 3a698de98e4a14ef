import type { TagHistoryPage, TagSpan } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { LaneTicks } from '../audit/lane-ticks';
import type { Span } from '../audit/lanes';
import lanes from '../audit/lanes.module.css';
import { momentText, utcText } from '../audit/moment';
import { type TagLane, tagLanes } from './tag-lanes';
import classes from './tags.module.css';

/** A lane for the registry and one for each host. */
export function TagLanes({ page, span }: { page: TagHistoryPage; span: Span }) {
  const t = useTranslations('tags');
  const all = useMemo(() => tagLanes(page.items, page.unobserved, span), [page, span]);
  const isTold = all.some((lane) => lane.spans.some(({ isCurrent }) => isCurrent === false));
  return (
    <>
      <div className={lanes.lanes}>
        <LaneTicks span={span} />
        <ul aria-label={t('overTime')}>
          {all.map((lane) => (
            <Lane key={lane.key} lane={lane} />
          ))}
        </ul>
      </div>
      <p className={classes.key}>
        {isTold ? (
          <>
            <span>
              <span className={classes.swatch} aria-hidden />
              {t('same')}
            </span>
            <span>
              <span className={classes.swatch} data-is="other" aria-hidden />
              {t('other')}
            </span>
          </>
        ) : null}
        <span>
          <span className={classes.swatch} data-is="gap" aria-hidden />
          {t('hatched')}
        </span>
      </p>
    </>
  );
}

function Lane({ lane }: { lane: TagLane }) {
  const t = useTranslations('tags');
  const { where } = lane;
  const place = where.type === 'registry' ? t('registry', { registry: where.registry }) : where.hostName;
  return (
    <li className={lanes.lane} data-first aria-label={t('lane', { place })}>
      <span className={lanes.name}>
        {where.type === 'registry' ? (
          <strong className="truncate" title={place}>
            {place}
          </strong>
        ) : (
          <AppLink href={hrefTo.host(where.hostId)} className="link truncate">
            {place}
          </AppLink>
        )}
      </span>
      <span className={lanes.track}>
        {lane.spans.map(({ span, left, width, isCurrent }) => (
          <Stretch key={span.from} span={span} isCurrent={isCurrent} left={left} width={width} />
        ))}
        {lane.gaps.map(({ left, width }) => (
          <span
            key={left}
            className={lanes.gap}
            style={{ left: `${100 * left}%`, width: `${100 * width}%` }}
            aria-hidden
          />
        ))}
      </span>
    </li>
  );
}

interface StretchProps {
  span: TagSpan;
  isCurrent: boolean | undefined;
  left: number;
  width: number;
}

function Stretch({ span, isCurrent, left, width }: StretchProps) {
  const t = useTranslations('tags');
  const image = imageOf(span);
  const names = span.digest === undefined ? t('nothing') : shortId(image ?? span.digest);
  const end = span.to ?? span.checkedAt;
  const words = (text: (iso: string) => string) =>
    t('span', { names, from: text(span.from), to: end === undefined ? t('now') : text(end) });
  const shared = {
    className: lanes.run,
    style: { left: `${100 * left}%`, width: `${100 * width}%` },
    title: `${words(momentText)}\n${words(utcText)}`,
    'data-end': span.to === undefined ? 'open' : undefined,
    'data-is': span.digest === undefined ? 'nothing' : isCurrent === false ? 'other' : undefined,
  };
  return image === undefined ? (
    <span role="img" aria-label={words(momentText)} {...shared}>
      <span aria-hidden>{names}</span>
    </span>
  ) : (
    <AppLink href={hrefTo.image(image)} aria-label={words(momentText)} {...shared}>
      <span aria-hidden>{names}</span>
    </AppLink>
  );
}

/** The image of the fleet that it stands for, where there is one and no more. */
export function imageOf({ where, digest, imageIds }: TagSpan): string | undefined {
  if (where.type === 'host') return digest;
  return imageIds?.length === 1 ? imageIds[0] : undefined;
}
