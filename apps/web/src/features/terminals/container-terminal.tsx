import type { Container, Terminal } from '@roadstead/contract';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { toast } from '../../lib/ui/toast';
import classes from './container-terminal.module.css';
import { OpenForm, type Target } from './open-form';
import { OtherTerminals } from './other-terminals';
import { rememberedTerminals, rememberTerminals } from './remembered';
import { TerminalView } from './terminal-view';
import { useCloseTerminal, useOpenTerminal, useTerminals } from './use-terminals';

const NEW = 'new';
/** Until the screen has measured itself. */
const FIRST_SIZE = { columns: 80, rows: 24 };

/** A terminal that this page shows. */
interface Tab {
  terminal: Terminal;
  /** What it was opened with, where it was opened here. */
  target: Target;
  title?: string;
}

/** The terminals of a container: those that were open before a reload are there again. */
export default function ContainerTerminal({ container }: { container: Container }) {
  const { data: terminals, error, refetch } = useTerminals(container);
  if (terminals !== undefined) return <Workspace container={container} found={terminals} />;
  return error === null ? <SkeletonRows count={4} /> : <ErrorState error={error} onRetry={refetch} />;
}

function Workspace({ container, found }: { container: Container; found: Terminal[] }) {
  const t = useTranslations('terminals');
  const words = useErrorWords();
  const [tabs, setTabs] = useState<Tab[]>(() => tabsOfBefore(container.id, found));
  const [current, setCurrent] = useState(tabs.at(-1)?.terminal.id ?? NEW);
  const open = useOpenTerminal(container);
  const close = useCloseTerminal(container);

  const change = (next: Tab[]) => {
    setTabs(next);
    rememberTerminals(container.id, ids(next));
  };
  const show = async (target: Target, instead?: string) => {
    const terminal = await open.mutateAsync({ target, size: FIRST_SIZE }).catch(() => undefined);
    if (terminal === undefined) {
      // The form says why.
      setCurrent(NEW);
      return;
    }
    change([...tabs.filter((tab) => tab.terminal.id !== instead), { terminal, target }]);
    setCurrent(terminal.id);
  };
  const dismiss = (id: string) => {
    const rest = tabs.filter((tab) => tab.terminal.id !== id);
    change(rest);
    setCurrent(rest.at(-1)?.terminal.id ?? NEW);
  };
  const end = (id: string) => {
    close.mutate(id, { onError: (problem) => toast(words(problem), 'bad') });
  };
  const others = found.filter(({ id, end: ended }) => ended === undefined && !ids(tabs).includes(id));

  return (
    <>
      <nav aria-label={t('tabs')} className={classes.tabs}>
        {tabs.map(({ terminal, title }, index) => (
          <button
            key={terminal.id}
            type="button"
            className={classes.tab}
            aria-current={terminal.id === current ? 'true' : undefined}
            title={title ?? terminal.command.join(' ')}
            onClick={() => setCurrent(terminal.id)}
          >
            <span className="tabular">{index + 1}</span> {nameOf(terminal, t('own'))}
          </button>
        ))}
        {tabs.length === 0 ? null : (
          <button
            type="button"
            className={classes.tab}
            aria-current={current === NEW ? 'true' : undefined}
            onClick={() => setCurrent(NEW)}
          >
            <IconPlus size={14} stroke={1.8} aria-hidden /> {t('new')}
          </button>
        )}
      </nav>
      {tabs.map(({ terminal, target }, index) => (
        <TerminalView
          key={terminal.id}
          hostId={container.hostId}
          terminal={terminal}
          label={t('label', { number: index + 1, what: nameOf(terminal, t('own')), name: container.name })}
          isShown={terminal.id === current}
          onTitle={(title) =>
            setTabs((all) => all.map((tab) => (tab.terminal.id === terminal.id ? { ...tab, title } : tab)))
          }
          onEnd={() => end(terminal.id)}
          onReopen={() => void show(target, terminal.id)}
          onDismiss={() => dismiss(terminal.id)}
        />
      ))}
      {current === NEW ? (
        <>
          <OpenForm
            container={container}
            onOpen={(target) => void show(target)}
            isPending={open.isPending}
            error={open.error}
          />
          <OtherTerminals
            terminals={others}
            onBring={(terminal) => {
              change([...tabs, { terminal, target: targetOf(terminal) }]);
              setCurrent(terminal.id);
            }}
            onEnd={end}
          />
        </>
      ) : null}
    </>
  );
}

function tabsOfBefore(containerId: string, found: readonly Terminal[]): Tab[] {
  return rememberedTerminals(containerId).flatMap((id) => {
    const terminal = found.find((each) => each.id === id);
    return terminal === undefined ? [] : [{ terminal, target: targetOf(terminal) }];
  });
}

/** As far as it is known after a reload: the environment is kept nowhere. */
function targetOf({ kind, command, user }: Terminal): Target {
  return kind === 'attach' ? { kind } : { kind, command, user, env: [] };
}

function ids(tabs: readonly Tab[]): string[] {
  return tabs.map(({ terminal }) => terminal.id);
}

function nameOf({ kind, command }: Terminal, own: string): string {
  if (kind === 'attach') return own;
  const [program = ''] = command;
  return program.slice(program.lastIndexOf('/') + 1) || program;
}
