import { Button, Checkbox, NativeSelect } from '@mantine/core';
import type { ImageSummary } from '@roadstead/contract';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { useFormat } from '../../lib/format/use-format';
import { Dialog } from '../../lib/ui/dialog';
import dialog from '../../lib/ui/dialog.module.css';
import { useHosts } from '../hosts/use-hosts';
import { hostsOfImages, savable } from './savable';
import classes from './verb-dialog.module.css';

interface Props {
  images: readonly ImageSummary[];
  hostId?: string;
  onClose(): void;
}

/** Leads to a tar with one or several images of a host, as `docker save` makes it. */
export function SaveDialog({ images, hostId, onClose }: Props) {
  const t = useTranslations('verbs.save');
  const common = useTranslations('common');
  const statuses = useTranslations('hosts.status');
  const format = useFormat();
  const hosts = useHosts();
  const statusOf = (id: string) => hosts.data?.find((host) => host.id === id)?.status ?? 'unknown';
  const options = hostsOfImages(images);
  const [wanted, setWanted] = useState(hostId);
  const from =
    options.find((on) => on.hostId === wanted) ?? options.find((on) => statusOf(on.hostId) === 'online') ?? options[0];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  if (from === undefined) return null;
  const { items, missing } = savable(images, from.hostId);
  const chosen = items.filter((item) => !left.has(item.ref));
  const bytes = new Map(chosen.map(({ image }) => [image.id, image.size]));
  const size = format.bytes([...bytes.values()].reduce((sum, each) => sum + each, 0));
  const isThere = statusOf(from.hostId) === 'online';
  const toggle = (ref: string) => {
    const next = new Set(left);
    if (!next.delete(ref)) next.add(ref);
    setLeft(next);
  };

  return (
    <Dialog onClose={onClose} title={t('title')} size={560} closeButtonProps={{ 'aria-label': common('close') }}>
      <div className={dialog.form}>
        <p className="quiet">{t('lead')}</p>
        <NativeSelect
          data-autofocus
          label={t('from')}
          value={from.hostId}
          data={options.map((on) => ({
            value: on.hostId,
            label: `${on.hostName} · ${statuses(statusOf(on.hostId))}`,
          }))}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <fieldset className={classes.list}>
          <legend>{t('images')}</legend>
          {items.map(({ ref, isById }) => (
            <Checkbox
              key={ref}
              label={<code>{ref}</code>}
              description={isById ? t('byId') : undefined}
              checked={!left.has(ref)}
              onChange={() => toggle(ref)}
            />
          ))}
        </fieldset>
        {missing.length === 0 ? null : (
          <p className="warn">{t('missing', { host: from.hostName, images: format.list(missing) })}</p>
        )}
        <p className="quiet">{bytes.size > 1 ? t('sizeAtMost', { size }) : t('size', { size })}</p>
        {isThere ? null : <p className="warn">{t('notThere', { host: from.hostName })}</p>}
        <div className={dialog.actions}>
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
          {isThere && chosen.length > 0 ? (
            <Button
              component="a"
              href={routeUrl('saveImages', {
                params: { hostId: from.hostId },
                query: { ref: chosen.map((item) => item.ref) },
              })}
              download
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              {t('download')}
            </Button>
          ) : (
            <Button disabled>{t('download')}</Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
