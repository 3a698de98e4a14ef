import { TextInput } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconChevronDown,
  IconChevronUp,
  IconCopy,
  IconEar,
  IconSearch,
  IconTextDecrease,
  IconTextIncrease,
} from '@tabler/icons-react';
import { type ReactNode, type Ref, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FONT_SIZES, type Look } from './remembered';
import classes from './terminal-view.module.css';

interface Props {
  firstTool: Ref<HTMLButtonElement>;
  look: Look;
  onLook(look: Look): void;
  isFilling: boolean;
  onFill(isFilling: boolean): void;
  isFinding: boolean;
  onFinding(isFinding: boolean): void;
  /** @returns whether there is such a text */
  onFind(needle: string, isBackward: boolean): boolean;
  onCopy(): void;
  onEnd?(): void;
}

export function TerminalToolbar(props: Props) {
  const t = useTranslations('terminals');
  const { look, onLook, isFilling, isFinding } = props;
  const resize = (step: number) => () => onLook({ ...look, fontSize: look.fontSize + step });
  return (
    <div role="toolbar" aria-label={t('tools')} className={classes.tools}>
      {isFinding ? <FindField onFind={props.onFind} onClose={() => props.onFinding(false)} /> : null}
      <Tool ref={props.firstTool} label={t('find')} isOn={isFinding} onClick={() => props.onFinding(!isFinding)}>
        <IconSearch size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('copy')} onClick={props.onCopy}>
        <IconCopy size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('smaller')} isDisabled={look.fontSize <= FONT_SIZES.least} onClick={resize(-1)}>
        <IconTextDecrease size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('larger')} isDisabled={look.fontSize >= FONT_SIZES.most} onClick={resize(1)}>
        <IconTextIncrease size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool
        label={t('readers')}
        isOn={look.isForReaders}
        onClick={() => onLook({ ...look, isForReaders: !look.isForReaders })}
      >
        <IconEar size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t(isFilling ? 'unfill' : 'fill')} isOn={isFilling} onClick={() => props.onFill(!isFilling)}>
        {isFilling ? (
          <IconArrowsMinimize size={15} stroke={1.7} aria-hidden />
        ) : (
          <IconArrowsMaximize size={15} stroke={1.7} aria-hidden />
        )}
      </Tool>
      {props.onEnd === undefined ? null : (
        <button type="button" className={classes.end} onClick={props.onEnd}>
          {t('close')}
        </button>
      )}
    </div>
  );
}

function FindField({ onFind, onClose }: { onFind: Props['onFind']; onClose(): void }) {
  const t = useTranslations('terminals');
  const [needle, setNeedle] = useState('');
  const [isFound, setFound] = useState(true);
  const find = (text: string, isBackward: boolean) => setFound(onFind(text, isBackward));
  return (
    <span className={classes.find}>
      <TextInput
        type="search"
        aria-label={t('find')}
        placeholder={t('find')}
        value={needle}
        error={!isFound}
        autoFocus
        onChange={({ currentTarget: { value } }) => {
          setNeedle(value);
          find(value, true);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') find(needle, !event.shiftKey);
          if (event.key === 'Escape') onClose();
        }}
      />
      <span role="status" className="visually-hidden">
        {isFound ? null : t('notFound')}
      </span>
      <Tool label={t('previous')} onClick={() => find(needle, true)}>
        <IconChevronUp size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('next')} onClick={() => find(needle, false)}>
        <IconChevronDown size={15} stroke={1.7} aria-hidden />
      </Tool>
    </span>
  );
}

interface ToolProps {
  ref?: Ref<HTMLButtonElement>;
  label: string;
  isOn?: boolean;
  isDisabled?: boolean;
  onClick(): void;
  children: ReactNode;
}

function Tool({ ref, label, isOn, isDisabled, onClick, children }: ToolProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
