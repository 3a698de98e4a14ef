import { useTranslations } from 'use-intl/react';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts } from '../../lib/ui/facts';
import classes from './image-provenance.module.css';

/** What the image's own labels say of it, which nobody has checked. */
export function OciClaims({ claims }: { claims: Readonly<Record<string, string>> }) {
  const t = useTranslations('provenance');
  const entries = Object.entries(claims);
  return (
    <div>
      <h3 className={classes.heading}>{t('claims')}</h3>
      <p className={classes.hint}>{t(entries.length === 0 ? 'noClaims' : 'claimsMean')}</p>
      <Facts>
        {entries.map(([name, value]) => (
          <Fact key={name} name={<code>{name}</code>}>
            <Copyable text={value} what={name} wraps />
          </Fact>
        ))}
      </Facts>
    </div>
  );
}
