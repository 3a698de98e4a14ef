import type { TagCheck } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../lib/ui/facts';
import { Moment } from '../audit/moment';
import { CheckOutcome, RunningFigures } from './check-outcome';

/** What the registry was last found to say of a tag. @param check absent: the tag is not checked */
export function RegistryFacts({ check }: { check: TagCheck | undefined }) {
  const t = useTranslations('tags');
  if (check === undefined) {
    return (
      <Section title={t('inRegistry')}>
        <p className="quiet">{t('notChecked')}</p>
      </Section>
    );
  }
  const { digest, since, checkedAt, reference } = check;
  return (
    <Section title={t('inRegistry')}>
      <Facts>
        <Fact name={t('registryNames')}>
          {digest === undefined ? (
            <span>{t(since === undefined ? 'unknown' : 'goneFromRegistry')}</span>
          ) : (
            <Copyable text={digest} what={t('registryNames')} wraps />
          )}
        </Fact>
        {since === undefined ? null : (
          <Fact name={t('knownSince')}>
            <Moment at={since} />
          </Fact>
        )}
        <Fact name={t('lastGood')}>
          {checkedAt === undefined ? <span className="quiet">{t('neverGood')}</span> : <Age at={checkedAt} />}
        </Fact>
        <Fact name={t('lastTry')}>
          <CheckOutcome check={check} isWhole />
        </Fact>
        <Fact name={t('runningFact')}>
          <AppLink href={`/audit/drift/?kind=registry-moved&q=${encodeURIComponent(reference)}`} className="link">
            <RunningFigures running={check.running} />
          </AppLink>
        </Fact>
      </Facts>
    </Section>
  );
}
