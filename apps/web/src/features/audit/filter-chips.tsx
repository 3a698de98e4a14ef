import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useHosts } from '../hosts/use-hosts';
import { FILTER_FIELDS, type Filter, type FilterField } from './question';
import classes from './question-bar.module.css';

interface Props {
  filter: Filter;
  /** Set by the page itself: neither shown nor offered. */
  fixed?: readonly FilterField[];
  onChange(changes: Filter): void;
}

/** What the question is narrowed by: each can be taken away or changed, and others put to it. */
export function FilterChips({ filter, fixed = [], onChange }: Props) {
  const t = useTranslations('audit.filter');
  const [editing, setEditing] = useState<FilterField>();
  const valueText = useValueText();
  const offered = FILTER_FIELDS.filter((field) => !fixed.includes(field));
  const given = offered.filter((field) => filter[field] !== undefined);
  const free = offered.find((field) => filter[field] === undefined);
  return (
    <>
      {given.map((field) => {
        const shown = valueText(field, filter[field] ?? '');
        return (
          <span key={field} className={classes.chip}>
            <button type="button" className={classes.chipText} title={filter[field]} onClick={() => setEditing(field)}>
              <span className="quiet">{t(`field.${field}`)}</span> {shown}
            </button>
            <button
              type="button"
              className={classes.chipOff}
              aria-label={t('remove', { field: t(`field.${field}`) })}
              onClick={() => onChange({ [field]: undefined })}
            >
              <IconX size={12} stroke={2} aria-hidden />
            </button>
          </span>
        );
      })}
      {editing === undefined && free !== undefined ? (
        <Button
          variant="default"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => setEditing(free)}
          aria-expanded={false}
        >
          {t('add')}
        </Button>
      ) : null}
      {editing === undefined ? null : (
        <ChipForm
          key={editing}
          field={editing}
          value={filter[editing] ?? ''}
          fields={offered}
          onField={setEditing}
          onDone={(value) => {
            if (value !== undefined) onChange({ [editing]: value === '' ? undefined : value });
            setEditing(undefined);
          }}
        />
      )}
    </>
  );
}

/** A filter's value as a reader knows it: a host by its name, a digest by its beginning. */
function useValueText(): (field: FilterField, value: string) => string {
  const { data: hosts = [] } = useHosts();
  return (field, value) => {
    if (field === 'host') return hosts.find(({ id }) => id === value)?.name ?? value;
    return /^(sha256:)?[0-9a-f]{40,}$/.test(value) ? shortId(value) : value;
  };
}

interface FormProps {
  field: FilterField;
  value: string;
  fields: readonly FilterField[];
  onField(field: FilterField): void;
  /** Undefined: nothing is to change. */
  onDone(value: string | undefined): void;
}

function ChipForm({ field, value, fields, onField, onDone }: FormProps) {
  const t = useTranslations('audit.filter');
  const { data: hosts = [] } = useHosts();
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(text.trim());
  };
  const label = t(`field.${field}`);
  return (
    <form
      className={classes.form}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone(undefined);
      }}
    >
      <NativeSelect
        aria-label={t('which')}
        value={field}
        data={fields.map((each) => ({ value: each, label: t(`field.${each}`) }))}
        onChange={(event) => onField(event.currentTarget.value as FilterField)}
      />
      {field === 'host' ? (
        <NativeSelect
          autoFocus
          aria-label={label}
          value={text}
          data={[
            { value: '', label: t('chooseHost') },
            ...hosts.map(({ id, name }) => ({ value: id as string, label: name })),
          ]}
          onChange={(event) => onDone(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          autoFocus
          className={classes.value}
          aria-label={label}
          placeholder={t(`hint.${field}`)}
          spellCheck={false}
          autoCapitalize="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {field === 'host' ? null : <Button type="submit">{t('apply')}</Button>}
      <Button variant="default" onClick={() => onDone(undefined)}>
        {t('cancel')}
      </Button>
    </form>
  );
}
