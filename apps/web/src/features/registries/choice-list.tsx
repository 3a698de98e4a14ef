import { Button } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import classes from './choice-list.module.css';

const STEPS: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index, count) => Math.min(index + 1, count - 1),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

interface Props<T> {
  /** What it lists, for those who hear it. */
  label: string;
  items: readonly T[];
  keyOf(item: T): string;
  /** Key of the chosen one. */
  chosen: string | undefined;
  onChoose(key: string): void;
  render(item: T): ReactNode;
  /** There are more to be fetched. */
  hasMore?: boolean;
  isFetching?: boolean;
  onMore?(): void;
}

/** One stop of the tab key, however long the list is: within it the arrow keys lead on. */
export function ChoiceList<T>(props: Props<T>) {
  const { label, items, keyOf, chosen, onChoose, render } = props;
  const t = useTranslations('registries.browser');
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const index = buttons.findIndex((button) => button.matches(':focus'));
    buttons[step(index, buttons.length)]?.focus();
  };
  const stop = Math.max(
    0,
    items.findIndex((item) => keyOf(item) === chosen),
  );
  return (
    <>
      <ul ref={list} aria-label={label} className={classes.list} onKeyDown={onKeyDown}>
        {items.map((item, index) => (
          <li key={keyOf(item)}>
            <button
              type="button"
              className={classes.choice}
              tabIndex={index === stop ? 0 : -1}
              aria-current={keyOf(item) === chosen ? 'true' : undefined}
              onClick={() => onChoose(keyOf(item))}
            >
              {render(item)}
            </button>
          </li>
        ))}
      </ul>
      {props.hasMore ? (
        <Button variant="subtle" size="compact-sm" loading={props.isFetching} onClick={props.onMore}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
