import type { FoundBase } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { instructionOf } from '../images/instruction';
import { ReferenceWords } from '../images/reference-words';
import classes from './base-tree.module.css';

/** What images with these layers are called; where no host has one, what they were called, or what made the last layer. */
export function BaseName({ node, tabIndex }: { node: FoundBase; tabIndex: number }) {
  const t = useTranslations('bases');
  const [image] = node.images;
  const others = node.imagesHere - 1;
  if (image === undefined) {
    const [former] = node.formerly;
    return (
      <AppLink href={hrefTo.layer(node.chainId)} className={classes.link} tabIndex={tabIndex}>
        <span className={classes.name} title={former === undefined ? node.createdBy : node.formerly.join('\n')}>
          {former === undefined ? (
            <code>{instructionOf(node.createdBy) || shortId(node.chainId)}</code>
          ) : (
            <ReferenceWords references={node.formerly.slice(0, 1)} />
          )}
        </span>
        <span className={classes.note}>{t(former === undefined ? 'common' : 'gone')}</span>
      </AppLink>
    );
  }
  return (
    <>
      <AppLink href={hrefTo.image(image.id)} className={classes.link} tabIndex={tabIndex}>
        <span className={classes.name}>
          {image.references.length === 0 ? (
            <code>{shortId(image.id)}</code>
          ) : (
            <ReferenceWords references={image.references} />
          )}
        </span>
      </AppLink>
      {others > 0 ? (
        <span
          className={classes.note}
          title={node.images
            .slice(1)
            .map(({ id, references }) => references[0] ?? shortId(id))
            .join('\n')}
        >
          {t('sameLayers', { count: others })}
        </span>
      ) : null}
    </>
  );
}

/** What a node that was found is built on. */
export function BasePath({ path }: { path: NonNullable<FoundBase['path']> }) {
  const t = useTranslations('bases');
  if (path.length === 0) return null;
  return (
    <span className={classes.path}>
      {t('builtOn')}{' '}
      {path.map(({ name, createdBy, chainId }) => name ?? (instructionOf(createdBy) || shortId(chainId))).join(' › ')}
    </span>
  );
}
