import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { Section } from '../../lib/ui/facts';
import classes from './removal-result.module.css';

interface Props {
  untagged: readonly string[];
  deleted: readonly string[];
  /** Lines that are not among them. */
  more?: number;
  /** Of a prune. */
  spaceReclaimedBytes?: number;
}

/** What a removal or a prune of images did, line by line as `docker rmi` prints it: names apart from what is gone. */
export function RemovalResult({ untagged, deleted, more, spaceReclaimedBytes }: Props) {
  const t = useTranslations('verbs.removed');
  const format = useFormat();
  const isNothing = untagged.length === 0 && deleted.length === 0;
  return (
    <div className={classes.result}>
      {spaceReclaimedBytes === undefined ? null : <p>{t('reclaimed', { bytes: format.bytes(spaceReclaimedBytes) })}</p>}
      {isNothing ? <p className="quiet">{t('nothing')}</p> : null}
      {untagged.length === 0 ? null : <Lines title={t('untagged', { count: untagged.length })} lines={untagged} />}
      {deleted.length === 0 ? null : <Lines title={t('deleted', { count: deleted.length })} lines={deleted} />}
      {more === undefined ? null : <p className="quiet">{t('more', { count: more })}</p>}
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <Section title={title}>
      <ul className={classes.lines}>
        {lines.map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
