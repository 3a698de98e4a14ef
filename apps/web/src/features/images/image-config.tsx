import type { ImageDetail } from '@roadstead/contract';
import type { ImageConfig } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../lib/ui/facts';

/** What decides how a container of the image runs. */
export function ImageConfigSection({ image }: { image: ImageDetail }) {
  const t = useTranslations('images.config');
  const { config } = image;
  return (
    <>
      <Section title={t('start')}>
        <Facts>
          <Words name="Entrypoint" words={config.entrypoint} />
          <Words name="Cmd" words={config.cmd} />
          <Fact name={t('runs')}>
            <StartWords config={config} />
          </Fact>
          <Words name={t('shell')} words={config.shell} />
          <Text name={t('workingDir')} text={config.workingDir} />
          <Text name={t('user')} text={config.user} />
          <Text name={t('stopSignal')} text={config.stopSignal} />
          <Words name={t('healthcheck')} words={config.healthcheck} />
          <List name={t('ports')} items={config.exposedPorts} />
          <List name={t('volumes')} items={config.volumes} />
        </Facts>
      </Section>
      <Section title={t('rest')}>
        <Facts>
          <List name={t('env')} items={config.env} />
          <List name="ONBUILD" items={config.onBuild} />
          <List
            name={t('labels')}
            items={Object.entries(config.labels ?? {}).map(([name, value]) => `${name}=${value}`)}
          />
          <Text name={t('author')} text={image.author} />
          <Text name={t('comment')} text={image.comment} />
          {image.repoDigests.map((digest) => (
            <Fact key={digest} name={t('digest')}>
              <Copyable text={digest} what={t('digest')} />
            </Fact>
          ))}
        </Facts>
      </Section>
    </>
  );
}

/** Which of ENTRYPOINT and CMD wins: with an entrypoint, CMD gives its arguments; without one, CMD is what runs. */
function StartWords({ config: { entrypoint = [], cmd = [] } }: { config: ImageConfig }) {
  const t = useTranslations('images.config');
  const b = (chunks: React.ReactNode) => <code>{chunks}</code>;
  const command = [...entrypoint, ...cmd].join(' ');
  if (entrypoint.length > 0 && cmd.length > 0) return t.rich('runsBoth', { b, command });
  if (entrypoint.length > 0) return t.rich('runsEntrypoint', { b, command });
  return cmd.length > 0 ? t.rich('runsCmd', { b, command }) : t('runsNothing');
}

function Words({ name, words }: { name: string; words: string[] | undefined }) {
  if (words === undefined || words.length === 0) return null;
  return (
    <Fact name={name}>
      <Copyable text={JSON.stringify(words)} what={name} />
    </Fact>
  );
}

function Text({ name, text }: { name: string; text: string | undefined }) {
  if (text === undefined || text === '') return null;
  return (
    <Fact name={name}>
      <code>{text}</code>
    </Fact>
  );
}

function List({ name, items }: { name: string; items: string[] | undefined }) {
  if (items === undefined || items.length === 0) return null;
  return (
    <Fact name={name}>
      {items.map((item) => (
        <code key={item} style={{ display: 'block' }}>
          {item}
        </code>
      ))}
    </Fact>
  );
}
