import type { ContainerInspection } from '@roadstead/contract';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format/use-format';
import { Copyable } from '../../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../../lib/ui/facts';

interface Props {
  detail: ContainerInspection;
  /** Asks for the sizes. */
  measure: ReactNode;
}

/** Where the container's files are on the host: mounts, and the layers of the storage driver. */
export function StorageSection({ detail: { storage, sizes, mounts, log }, measure }: Props) {
  const t = useTranslations('facts');
  const format = useFormat();
  const folders =
    storage === undefined
      ? []
      : ([
          ['upper', storage.upperDir],
          ['work', storage.workDir],
          ['merged', storage.mergedDir],
        ] as const);
  return (
    <>
      <Section title={t('mounts')}>
        <Facts>
          {mounts.map((mount) => (
            <Fact key={mount.destination} name={mount.anonymous ? t('anonymous') : mount.type}>
              {mount.name === undefined && mount.source === '' ? null : (
                <>
                  <Copyable text={mount.name ?? mount.source} what={mount.destination} /> →{' '}
                </>
              )}
              <code>{mount.destination}</code>{' '}
              {mount.sizeBytes === undefined ? null : (
                <span className="quiet">{t('mountSize', { size: format.bytes(mount.sizeBytes) })} </span>
              )}
              {mount.readOnly ? <span className="quiet">{t('readOnly')}</span> : null}
            </Fact>
          ))}
        </Facts>
        {mounts.length === 0 ? <p className="quiet">{t('noMounts')}</p> : null}
      </Section>
      <Section title={t('storage')} aside={measure}>
        <Facts>
          {sizes === undefined ? null : (
            <>
              <Fact name={t('writable')}>{format.bytes(sizes.writableBytes)}</Fact>
              <Fact name={t('rootSize')}>{format.bytes(sizes.rootBytes)}</Fact>
            </>
          )}
          <Fact name={t('driver')}>{storage?.driver ?? t('unknownDriver')}</Fact>
          {folders.map(([name, folder]) =>
            folder === undefined ? null : (
              <Fact key={name} name={t(`folder.${name}`)}>
                <Copyable text={folder} what={t(`folder.${name}`)} />
              </Fact>
            ),
          )}
          {storage === undefined || storage.lowerDirs.length === 0 ? null : (
            <Fact name={t('folder.lower')}>
              <Copyable
                text={storage.lowerDirs.join(':')}
                shown={t('lowerCount', { count: storage.lowerDirs.length })}
                what={t('folder.lower')}
              />
            </Fact>
          )}
          <Fact name={t('logDriver')}>
            {log.driver}{' '}
            <span className="quiet">
              {log.options.map(({ name, value }) => `${name}=${value ?? '••••'}`).join(', ')}
            </span>
          </Fact>
        </Facts>
      </Section>
    </>
  );
}
