import type { PackageCarrier } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';

const SHOWN = 2;

/** The packages that match in one image: names and versions of the first, and how many more there are. */
export function Matched({ matching: { first, total } }: Pick<PackageCarrier, 'matching'>) {
  const t = useTranslations('packages');
  const words = first.map(({ name, version }) => `${name} ${version}`);
  const shown = words.slice(0, SHOWN);
  const more = total - shown.length;
  return (
    <span title={total > words.length ? `${words.join('\n')}\n…` : words.join('\n')}>
      <span className="mono">{shown.join(', ')}</span>
      {more > 0 ? <span className="quiet"> {t('more', { count: more })}</span> : null}
    </span>
  );
}
