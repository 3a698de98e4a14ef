import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts } from '../../lib/ui/facts';
import classes from './host-storage.module.css';
import { useImageLocation } from './use-host-storage';

/** Where the layers of an image lie on a host; asked of its engine when somebody wants to know. */
export function ImageLocation({ hostId, imageId }: { hostId: string; imageId: string }) {
  const t = useTranslations('storage');
  const words = useErrorWords();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useImageLocation(hostId, imageId, isOpen);
  return (
    <>
      <div className={classes.where}>
        <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('whereItLies')}
        </Button>
      </div>
      {isOpen && error !== null ? <p className="bad">{words(error)}</p> : null}
      {isOpen && data !== undefined ? (
        <Facts>
          <Fact name={t('driver')}>{data.driver}</Fact>
          {data.places.map(({ name, paths }) => (
            <Fact key={name} name={t.has(`place.${name as 'LowerDir'}`) ? t(`place.${name as 'LowerDir'}`) : name}>
              <span className={classes.paths}>
                {paths.map((path) => (
                  <Copyable key={path} text={path} what={name} wraps />
                ))}
              </span>
            </Fact>
          ))}
          {data.places.length === 0 ? <Fact name={t('places')}>{t('noPlaces')}</Fact> : null}
        </Facts>
      ) : null}
    </>
  );
}
