import type { OriginDetail, OriginRecord } from '@roadstead/contract';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable, CopyButton } from '../../lib/ui/copy-button';
import { Fact, Facts } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import classes from './image-provenance.module.css';

/** What Roadstead knows of the job that made the image, or brought it. */
export function OriginFacts({ record: { detail, hostId } }: { record: OriginRecord }) {
  const t = useTranslations('provenance');
  return (
    <div>
      <h3 className={classes.heading}>{t('known')}</h3>
      <Facts>
        {detail.kind === 'image.build' ? <BuildFacts detail={detail} /> : null}
        {detail.kind === 'container.commit' ? <CommitFacts detail={detail} hostId={hostId} /> : null}
        {detail.kind === 'image.import' || detail.kind === 'image.load' ? (
          <Text name={t('file')} text={detail.filename} />
        ) : null}
        {detail.kind === 'image.import' ? <Text name="URL" text={detail.url} /> : null}
        {detail.kind === 'image.import' ? <Text name={t('message')} text={detail.message} /> : null}
        {detail.kind === 'image.pull' ? <Text name={t('reference')} text={detail.reference} /> : null}
        {detail.kind === 'image.pull' ? <Text name={t('manifest')} text={detail.digest} /> : null}
      </Facts>
    </div>
  );
}

type Detail<K extends OriginDetail['kind']> = Extract<OriginDetail, { kind: K }>;

function BuildFacts({ detail }: { detail: Detail<'image.build'> }) {
  const t = useTranslations('provenance');
  const format = useFormat();
  const { source, dockerfile, context } = detail;
  return (
    <>
      <Fact name={t('source')}>{t(`sources.${source.type}`)}</Fact>
      {source.type === 'git' ? <Text name={t('repository')} text={source.url} /> : null}
      {source.type === 'git' ? <Text name={t('ref')} text={source.ref} /> : null}
      {source.type === 'git' ? <Text name={t('commit')} text={source.commit} /> : null}
      {source.type === 'git' ? <Text name={t('subdir')} text={source.subdir} /> : null}
      {source.type === 'upload' ? <Text name={t('file')} text={source.filename} /> : null}
      <Fact name="Dockerfile">
        {dockerfile.text === undefined ? <code>{dockerfile.path}</code> : <DockerfileText text={dockerfile.text} />}
        {dockerfile.digest === undefined ? null : (
          <Copyable text={dockerfile.digest} shown={shortId(dockerfile.digest)} what={t('dockerfileDigest')} />
        )}
      </Fact>
      {context === undefined ? null : (
        <Fact name={t('context')}>
          <Copyable text={context.digest} shown={shortId(context.digest)} what={t('contextDigest')} />
          <span className="quiet">
            {t('contextSize', { files: context.files, bytes: format.bytes(context.bytes) })}
          </span>
          <p className={classes.hint}>{t('contextMeans')}</p>
        </Fact>
      )}
      <List name={t('from')} items={detail.baseReferences} />
      <List name={t('tags')} items={detail.tags} />
      <Text name={t('target')} text={detail.target} />
      <Text name={t('platform')} text={detail.platform} />
      <List name={t('buildArgs')} items={detail.buildArgNames} hint={t('buildArgsMeans')} />
      <List name={t('pushed')} items={detail.pushed.map(({ reference, digest }) => `${reference}@${digest}`)} />
    </>
  );
}

function CommitFacts({ detail, hostId }: { detail: Detail<'container.commit'>; hostId: string }) {
  const t = useTranslations('provenance');
  return (
    <>
      <Fact name={t('container')}>
        <AppLink href={hrefTo.container(hostId, detail.containerId)} className="link">
          {detail.containerName ?? shortId(detail.containerId)}
        </AppLink>
      </Fact>
      {detail.fromImageId === undefined ? null : (
        <Fact name={t('fromImage')}>
          <AppLink href={hrefTo.image(detail.fromImageId)} className="link mono">
            {shortId(detail.fromImageId)}
          </AppLink>
        </Fact>
      )}
      <Text name={t('author')} text={detail.author} />
      <Text name={t('message')} text={detail.message} />
      <List name={t('changed')} items={detail.changed} />
    </>
  );
}

function Text({ name, text }: { name: string; text: string | undefined }) {
  if (text === undefined || text === '') return null;
  return (
    <Fact name={name}>
      <Copyable text={text} what={name} wraps />
    </Fact>
  );
}

function List({ name, items, hint }: { name: string; items: readonly string[]; hint?: ReactNode }) {
  if (items.length === 0) return null;
  return (
    <Fact name={name}>
      <ul>
        {items.map((item) => (
          <li key={item}>
            <code>{item}</code>
          </li>
        ))}
      </ul>
      {hint === undefined ? null : <p className={classes.hint}>{hint}</p>}
    </Fact>
  );
}

function DockerfileText({ text }: { text: string }) {
  const t = useTranslations('provenance');
  return (
    <div className={classes.typed}>
      <details className={classes.text}>
        <summary>{t('typed', { count: text.trimEnd().split('\n').length })}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line is scrolled by the keyboard too */}
        <pre tabIndex={0}>{text}</pre>
      </details>
      <CopyButton text={text} what="Dockerfile" />
    </div>
  );
}
