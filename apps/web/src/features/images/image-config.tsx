import type { ImageDetail } from '@roadstead/contract';
import type { ImageConfig } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { Copyable, CopyButton } from '../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../lib/ui/facts';
import { commandLine } from './command-line';
import classes from './image-config.module.css';

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
      <Section
        title={t('rest')}
        aside={
          <span className={classes.copied}>
            JSON
            <CopyButton text={JSON.stringify(inspected(image), null, 2)} what={t('inspect')} />
          </span>
        }
      >
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
  const command = commandLine([...entrypoint, ...cmd]);
  if (command === '') return t('runsNothing');
  const kind = entrypoint.length === 0 ? 'runsCmd' : cmd.length === 0 ? 'runsEntrypoint' : 'runsBoth';
  return (
    <>
      <span className={classes.command}>
        <code>{command}</code>
        <CopyButton text={command} what={t('commandLine')} />
      </span>
      <span className="quiet">{t(kind)}</span>
    </>
  );
}

/** All that is known of the image itself, apart from where it is. */
function inspected({ hosts, containers, containerCount, runningCount, revision, ...image }: ImageDetail) {
  return image;
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
      <div className={classes.list}>
        <ul>
          {items.map((item) => (
            <li key={item}>
              <code>{item}</code>
            </li>
          ))}
        </ul>
        <CopyButton text={items.join('\n')} what={name} />
      </div>
    </Fact>
  );
}
