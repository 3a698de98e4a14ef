import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Container } from '@roadstead/contract';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import colours from './ansi-colours.module.css';
import classes from './container-picker.module.css';
import { labelColour } from './log-row';
import type { NamedSource } from './named-source';

const CHOICES = 20;
const TYPING_MS = 200;

interface Props {
  chosen: readonly NamedSource[];
  isFull: boolean;
  /** Containers of the address that are not there any more. */
  missing: number;
  onAdd(container: Container): void;
  onRemove(source: NamedSource): void;
  onForget(): void;
}

export function ContainerPicker({ chosen, isFull, missing, onAdd, onRemove, onForget }: Props) {
  const t = useTranslations('logs.merged');
  return (
    <div className={`${colours.colours} ${classes.picker}`}>
      {chosen.map((source, index) => (
        <span
          key={`${source.hostId} ${source.containerId}`}
          className={classes.chip}
          style={{ color: labelColour(index) }}
        >
          {source.name} <span className="quiet">· {source.hostName}</span>
          <button type="button" aria-label={t('remove', { name: source.name })} onClick={() => onRemove(source)}>
            <IconX size={13} stroke={2} aria-hidden />
          </button>
        </span>
      ))}
      {missing === 0 ? null : (
        <span className={classes.chip}>
          <span className="bad">{t('missing', { count: missing })}</span>
          <button type="button" aria-label={t('forget')} onClick={onForget}>
            <IconX size={13} stroke={2} aria-hidden />
          </button>
        </span>
      )}
      {isFull ? <span className="quiet">{t('full')}</span> : <Adder chosen={chosen} onAdd={onAdd} />}
    </div>
  );
}

function Adder({ chosen, onAdd }: Pick<Props, 'chosen' | 'onAdd'>) {
  const t = useTranslations('logs.merged');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, TYPING_MS);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data } = useQuery({
    queryKey: ['log-choices', q],
    queryFn: ({ signal }) => call('listContainers', { query: { q, limit: CHOICES }, signal }),
  });
  const taken = new Set(chosen.map(({ hostId, containerId }) => `${hostId}/${containerId}`));
  const choices = (data?.items ?? []).filter(({ hostId, id }) => !taken.has(`${hostId}/${id}`));
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        const container = choices.find(({ hostId, id }) => `${hostId}/${id}` === value);
        if (container !== undefined) onAdd(container);
        setTyped('');
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <InputBase
          className={classes.adder}
          aria-label={t('add')}
          placeholder={t('add')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }}>
          {choices.map(({ hostId, id, name, hostName }) => (
            <Combobox.Option key={`${hostId}/${id}`} value={`${hostId}/${id}`}>
              {name} <span className="quiet">· {hostName}</span>
            </Combobox.Option>
          ))}
          {choices.length === 0 ? <Combobox.Empty>{t('nothingFound')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
