import type { ImageDetail } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ImageLocation } from '../storage/image-location';

/** By which references each host knows the image, and how old that knowledge is. */
export function ImageHosts({ image }: { image: ImageDetail }) {
  const t = useTranslations('images');
  const tags = useTranslations('tags');
  return (
    <Section title={t('hostsAndReferences')}>
      <Facts>
        {image.hosts.map((host) => (
          <Fact
            key={host.hostId}
            name={
              <AppLink href={hrefTo.host(host.hostId)} className="link">
                {host.hostName}
              </AppLink>
            }
          >
            {host.references.map((reference) => (
              <div key={reference}>
                <Copyable text={reference} what={t('one')} wraps />{' '}
                <AppLink href={hrefTo.tag(reference)} className="link" aria-label={tags('historyOf', { reference })}>
                  {tags('history')}
                </AppLink>
              </div>
            ))}
            {host.references.length === 0 ? <code>&lt;none&gt;</code> : null}
            <span className="quiet">
              {t('knownFrom')} <Age at={host.dataAsOf} />
            </span>
            <ImageLocation hostId={host.hostId} imageId={image.id} />
          </Fact>
        ))}
      </Facts>
      {image.hosts.length === 0 ? <p className="quiet">{t('nowhere')}</p> : null}
    </Section>
  );
}

export function ImageContainers({ image }: { image: ImageDetail }) {
  const t = useTranslations('images');
  const states = useTranslations('containers.state');
  return (
    <Section title={t('containersOf')}>
      <Facts>
        {image.containers.map((container) => (
          <Fact key={container.hostId + container.id} name={container.hostName}>
            <AppLink href={hrefTo.container(container.hostId, container.id)} className="link">
              {container.name}
            </AppLink>
            <span className="quiet"> · {states(container.state)}</span>
          </Fact>
        ))}
      </Facts>
      {image.containers.length === 0 ? <p className="quiet">{t('noContainers')}</p> : null}
    </Section>
  );
}
