import type { Container, Terminal } from '@roadstead/contract';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { toast } from '../../lib/ui/toast';
import { useCurrentUser } from '../auth/use-current-user';
import classes from './container-terminal.module.css';
import { OpenForm } from './open-form';
import { OtherTerminals } from './other-terminals';
import { type Remembered, rememberedTerminals, rememberTerminals, type Target } from './remembered';
import { TerminalView } from './terminal-view';
import { useCloseTerminal, useOpenTerminal, useTerminals } from './use-terminals';

const NEW = 'new';
/** Until the screen has measured itself. */
const FIRST_SIZE = { columns: 80, rows: 24 };

/** A terminal that this page shows. */
interface Tab extends Remembered {
  terminal: Terminal;
  title?: string;
}

/** The form begins with how a terminal was opened, to take its place. */
interface Draft {
  target: Target;
  instead?: string;
  lacksValues: boolean;
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
  const { data: user } = useCurrentUser();
  const owned = { userId: user?.id ?? '', containerId: container.id };
  const [tabs, setTabs] = useState<Tab[]>(() => tabsOfBefore(rememberedTerminals(owned), found));
  const [current, setCurrent] = useState(tabs.at(-1)?.id ?? NEW);
  const [draft, setDraft] = useState<Draft>();
  const open = useOpenTerminal(container);
  const close = useCloseTerminal(container);

  const change = (next: Tab[]) => {
    setTabs(next);
    rememberTerminals(owned, next);
  };
  const show = async (target: Target, instead?: string) => {
    const terminal = await open.mutateAsync({ target, size: FIRST_SIZE }).catch(() => undefined);
    if (terminal === undefined) {
      // The form says why.
      if (current !== NEW) showForm({ target, instead, lacksValues: false });
      return;
    }
    change([...tabs.filter((tab) => tab.id !== instead), tabOf(terminal, target)]);
    setCurrent(terminal.id);
    setDraft(undefined);
  };
  const showForm = (next?: Draft) => {
    setDraft(next);
    setCurrent(NEW);
  };
  const reopen = ({ id, target, lacksValues }: Tab) => {
    if (lacksValues) showForm({ target, instead: id, lacksValues });
    else void show(target, id);
  };
  const dismiss = (id: string) => {
    const rest = tabs.filter((tab) => tab.id !== id);
    change(rest);
    setCurrent(rest.at(-1)?.id ?? NEW);
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
            onClick={() => showForm()}
          >
            <IconPlus size={14} stroke={1.8} aria-hidden /> {t('new')}
          </button>
        )}
      </nav>
      {tabs.map((tab, index) => {
        const { terminal } = tab;
        return (
          <TerminalView
            key={terminal.id}
            hostId={container.hostId}
            terminal={terminal}
            label={t('label', { number: index + 1, what: nameOf(terminal, t('own')), name: container.name })}
            isShown={terminal.id === current}
            onTitle={(title) => setTabs((all) => all.map((each) => (each.id === tab.id ? { ...each, title } : each)))}
            onEnd={() => end(terminal.id)}
            onReopen={() => reopen(tab)}
            onDismiss={() => dismiss(terminal.id)}
          />
        );
      })}
      {current === NEW ? (
        <>
          <OpenForm
            key={draft?.instead}
            container={container}
            draft={draft?.target}
            lacksValues={draft?.lacksValues === true}
            onOpen={(target) => void show(target, draft?.instead)}
            isPending={open.isPending}
            error={open.error}
          />
          <OtherTerminals
            terminals={others}
            onBring={(terminal) => {
              change([...tabs, tabOf(terminal, targetOf(terminal))]);
              setCurrent(terminal.id);
            }}
            onEnd={end}
          />
        </>
      ) : null}
    </>
  );
}

function tabsOfBefore(before: readonly Remembered[], found: readonly Terminal[]): Tab[] {
  return before.flatMap((remembered) => {
    const terminal = found.find(({ id }) => id === remembered.id);
    return terminal === undefined ? [] : [{ ...remembered, terminal }];
  });
}

function tabOf(terminal: Terminal, target: Target): Tab {
  return { id: terminal.id, terminal, target, lacksValues: false };
}

/** As far as it is known of one that was opened elsewhere. */
function targetOf({ kind, command, user }: Terminal): Target {
  return kind === 'attach' ? { kind } : { kind, command, user, env: [] };
}

function ids(tabs: readonly Tab[]): string[] {
  return tabs.map(({ id }) => id);
}

function nameOf({ kind, command }: Terminal, own: string): string {
  if (kind === 'attach') return own;
  const [program = ''] = command;
  return program.slice(program.lastIndexOf('/') + 1) || program;
}
