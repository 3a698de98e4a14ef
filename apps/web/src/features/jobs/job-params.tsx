import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import type { Messages } from '../../lib/i18n/locales';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact } from '../../lib/ui/facts';
import { isSecretName } from '../build/pairs-text';
import { useRegistries } from '../registries/use-registries';
import { RUN_FACTS } from '../run/run-facts';
import classes from './job-body.module.css';

type Name = keyof Messages['jobs']['params'];
/** How a value is shown; one that is not of that kind is not there. `yes`, `no`: only where it is true, or false. */
type Look = 'copy' | 'code' | 'words' | 'lines' | 'pairs' | 'bytes' | 'text' | 'yes' | 'no' | 'registries' | 'images';

/** What was asked for, in the order of the forms. */
const FACTS: readonly (readonly [Name, Look, (job: Job) => unknown])[] = [
  ['reference', 'copy', ({ params }) => params.reference],
  ['source', 'copy', ({ params }) => params.image],
  ['source', 'copy', ({ params }) => params.source],
  ['target', 'copy', ({ kind, params }) => (kind === 'image.tag' ? params.target : undefined)],
  ['container', 'copy', ({ params }) => params.containerId],
  ['dockerfileText', 'text', (job) => within(job, 'source').text],
  ['repository', 'copy', (job) => within(job, 'source').url ?? job.params.url],
  ['ref', 'code', (job) => within(job, 'source').ref],
  ['subdir', 'code', (job) => within(job, 'source').subdir],
  ['dockerfile', 'code', (job) => within(job, 'source').dockerfile],
  ['upload', 'code', (job) => within(job, 'source').uploadId ?? job.params.uploadId],
  ['tags', 'lines', ({ params }) => params.tags],
  ['buildArgs', 'pairs', ({ params }) => params.buildArgs],
  ['labels', 'pairs', ({ params }) => params.labels],
  ['labels', 'lines', ({ params }) => params.labels],
  ['stage', 'code', ({ kind, params }) => (kind === 'image.build' ? params.target : undefined)],
  ['platform', 'code', ({ params }) => params.platform],
  ['registry', 'registries', ({ params }) => params.registryId],
  ['registries', 'registries', ({ params }) => params.registryIds],
  ['builder', 'words', ({ params }) => params.builder],
  ['noCache', 'yes', ({ params }) => params.noCache],
  ['pullBase', 'yes', ({ params }) => params.pullBase],
  ['push', 'yes', ({ params }) => params.push],
  ['memory', 'bytes', (job) => within(job, 'limits').memoryBytes],
  ['memorySwap', 'bytes', (job) => within(job, 'limits').memorySwapBytes],
  ['cpus', 'words', (job) => cpusOf(within(job, 'limits'))],
  ['cpuShares', 'words', (job) => within(job, 'limits').cpuShares],
  ['cpusetCpus', 'code', (job) => within(job, 'limits').cpusetCpus],
  ...RUN_FACTS,
  ['author', 'words', ({ params }) => params.author],
  ['message', 'words', ({ params }) => params.message],
  ['changes', 'lines', ({ params }) => params.changes],
  ['pause', 'no', ({ params }) => params.pause],
  ['force', 'yes', ({ params }) => params.force],
  ['noPrune', 'yes', ({ params }) => params.noPrune],
  ['dangling', 'images', ({ params }) => params.dangling],
  ['all', 'yes', ({ params }) => params.all],
  ['keepStorage', 'bytes', ({ params }) => params.keepStorageBytes],
  ['until', 'code', ({ params }) => params.until],
];

/** What was asked for, as facts. Registries stand by their names; there are no secrets in it. */
export function JobParamFacts({ job }: { job: Job }) {
  const t = useTranslations('jobs.params');
  return FACTS.map(([name, look, pick]) => {
    const value = pick(job);
    return isShown(look, value) ? (
      <Fact key={name + look} name={t(name)}>
        <Value name={t(name)} look={look} value={value} />
      </Fact>
    ) : null;
  });
}

function isShown(look: Look, value: unknown): boolean {
  if (look === 'yes') return value === true;
  if (look === 'no') return value === false;
  if (look === 'images') return typeof value === 'boolean';
  if (look === 'bytes') return typeof value === 'number';
  if (look === 'pairs') return Object.keys(recordOf(value)).length > 0;
  if (look === 'lines') return Array.isArray(value) && value.length > 0;
  if (look === 'registries' && Array.isArray(value)) return value.length > 0;
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function Value({ name, look, value }: { name: string; look: Look; value: unknown }) {
  const t = useTranslations('jobs.params');
  const format = useFormat();
  const { data: registries = [] } = useRegistries();
  switch (look) {
    case 'copy':
      return <Copyable text={String(value)} what={name} wraps />;
    case 'code':
      return <code>{String(value)}</code>;
    case 'lines':
      return <Lines lines={listOf(value)} />;
    case 'pairs':
      return <Lines lines={Object.entries(recordOf(value)).map(([key, held]) => pairWords(key, String(held)))} />;
    case 'bytes':
      return Number(value) < 0 ? t('unlimited') : format.bytes(Number(value));
    case 'text':
      return <FoldedText text={String(value)} />;
    case 'yes':
    case 'no':
      return t(look);
    case 'images':
      return t(value === true ? 'untagged' : 'unused');
    case 'registries':
      return format.list(listOf(value).map((id) => registries.find((registry) => registry.id === id)?.name ?? id));
    case 'words':
      return String(value);
  }
}

/** A value that looks like a secret is not shown, though Docker shows it in the image's history. */
function pairWords(name: string, value: string): string {
  return `${name}=${isSecretName(name) ? '••••••' : value}`;
}

function cpusOf({ cpuQuota, cpuPeriod = 100_000 }: Record<string, unknown>): number | undefined {
  return typeof cpuQuota === 'number' && typeof cpuPeriod === 'number' ? cpuQuota / cpuPeriod : undefined;
}

/** The parameters below `name`; none where it is something else. */
function within({ params }: Job, name: 'source' | 'limits'): Record<string, unknown> {
  return recordOf(params[name]);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>
          <code>{line}</code>
        </li>
      ))}
    </ul>
  );
}

function FoldedText({ text }: { text: string }) {
  const t = useTranslations('jobs.params');
  return (
    <details className={classes.text}>
      <summary>{t('lines', { count: text.trimEnd().split('\n').length })}</summary>
      <pre>{text}</pre>
    </details>
  );
}
