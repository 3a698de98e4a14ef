import type { LayerCost } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { hrefTo } from '../../lib/ui/links';
import type { PlainColumn } from '../../lib/ui/plain-table';
import { instructionOf } from '../images/instruction';

export function useCostColumns(): PlainColumn<LayerCost>[] {
  const t = useTranslations('layers.column');
  const format = useFormat();
  return [
    {
      name: t('layer'),
      cell: ({ createdBy, chainId }) => (
        <AppLink href={hrefTo.layer(chainId)} className="link">
          <code>{instructionOf(createdBy) || t('noInstruction')}</code>
        </AppLink>
      ),
    },
    {
      name: t('chainId'),
      cell: ({ chainId }) => <Copyable text={chainId} shown={shortId(chainId)} what={t('chainId')} />,
    },
    { name: t('inImages'), isNumber: true, cell: ({ images }) => format.number(images) },
    { name: t('hosts'), isNumber: true, cell: ({ hosts }) => format.number(hosts) },
    { name: t('size'), isNumber: true, cell: ({ size }) => format.bytes(size) },
    { name: t('inAll'), isNumber: true, cell: ({ bytes }) => format.bytes(bytes) },
  ];
}
