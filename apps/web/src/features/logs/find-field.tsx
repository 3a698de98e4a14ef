import { TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconLetterCase, IconListSearch, IconRegex } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import classes from './log-viewer.module.css';
import { Tool } from './tool';

export interface Needle {
  text: string;
  isCase: boolean;
  /** A regular expression is looked for at the host only, where its time is bounded. */
  isPattern: boolean;
}

export interface Find {
  needle: Needle;
  onNeedle(needle: Needle): void;
  count: number;
  /** Of the match looked at, from 1; 0: none yet. */
  position: number;
  onGo(step: 1 | -1): void;
  /** Through the whole log. */
  onSearch(): void;
}

export function FindField({ find }: { find: Find }) {
  const t = useTranslations('logs');
  const { needle, onNeedle } = find;
  const isHere = needle.text !== '' && !needle.isPattern;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (needle.isPattern || event.ctrlKey || event.metaKey) find.onSearch();
    else find.onGo(event.shiftKey ? -1 : 1);
  };
  return (
    <span className={classes.find}>
      <TextInput
        type="search"
        data-search
        aria-label={t('find')}
        placeholder={t('find')}
        value={needle.text}
        onKeyDown={onKeyDown}
        onChange={(event) => onNeedle({ ...needle, text: event.currentTarget.value })}
      />
      <Tool label={t('case')} isOn={needle.isCase} onClick={() => onNeedle({ ...needle, isCase: !needle.isCase })}>
        <IconLetterCase size={16} stroke={1.7} aria-hidden />
      </Tool>
      <Tool
        label={t('pattern')}
        isOn={needle.isPattern}
        onClick={() => onNeedle({ ...needle, isPattern: !needle.isPattern })}
      >
        <IconRegex size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('searchAll')} onClick={find.onSearch}>
        <IconListSearch size={16} stroke={1.7} aria-hidden />
      </Tool>
      {isHere ? (
        <>
          <span className={`${classes.matches} tabular`}>
            {t('matches', { position: find.position, count: find.count })}
          </span>
          {/* The count changes with every line that comes; only the way from match to match is read out. */}
          <span role="status" className="visually-hidden">
            {find.position === 0 ? null : t('match', { position: find.position })}
          </span>
          <Tool label={t('previous')} onClick={() => find.onGo(-1)}>
            <IconChevronUp size={15} stroke={1.7} aria-hidden />
          </Tool>
          <Tool label={t('next')} onClick={() => find.onGo(1)}>
            <IconChevronDown size={15} stroke={1.7} aria-hidden />
          </Tool>
        </>
      ) : null}
    </span>
  );
}
