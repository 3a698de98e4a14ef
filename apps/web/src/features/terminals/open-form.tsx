import { Button, Textarea, TextInput } from '@mantine/core';
import type { Container, TerminalChoicesReply } from '@roadstead/contract';
import { IconPlugConnected, IconTerminal2 } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { Choice } from '../../lib/ui/choice';
import { FormProblem } from '../../lib/ui/form-problem';
import { MONO } from '../../lib/ui/mono-input';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { commandLine } from '../images/command-line';
import { shellWords, UnclosedQuote } from '../run/shell-words';
import classes from './open-form.module.css';
import type { Target } from './remembered';
import { useTerminalChoices } from './use-terminals';

interface Props {
  container: Container;
  /** What the fields begin with. */
  draft?: Target;
  /** The environment of the draft is its names alone. */
  lacksValues: boolean;
  onOpen(target: Target): void;
  isPending: boolean;
  /** Why the last one could not be opened. */
  error: unknown;
}

/** Which terminal to open: a shell that is there, any command, or the container's own terminal. */
export function OpenForm(props: Props) {
  const t = useTranslations('terminals');
  const { container } = props;
  const isRunning = container.state === 'running';
  const { data: choices, error, refetch } = useTerminalChoices(container, isRunning);
  if (!isRunning) {
    return (
      <p className={classes.idle}>
        {t(container.state === 'paused' ? 'isPaused' : 'isStopped', { name: container.name })}
      </p>
    );
  }
  if (choices === undefined) {
    return error === null ? <SkeletonRows count={3} /> : <ErrorState error={error} onRetry={refetch} />;
  }
  return <ChoicesForm {...props} choices={choices} />;
}

const TYPED = 'typed';

function ChoicesForm(props: Props & { choices: TerminalChoicesReply }) {
  const { container, choices, draft, lacksValues, onOpen, isPending, error } = props;
  const t = useTranslations('terminals');
  const words = useErrorWords();
  const { shells, hasTty } = choices;
  const before = draft?.kind === 'exec' ? draft : undefined;
  const [shell, setShell] = useState(shellOf(before?.command, shells));
  const [line, setLine] = useState(shell === TYPED ? commandLine(before?.command ?? []) : '');
  const [user, setUser] = useState(before?.user ?? '');
  const [workdir, setWorkdir] = useState(before?.workdir ?? '');
  const [env, setEnv] = useState(before?.env.join('\n') ?? '');
  const [isMore] = useState(user !== '' || workdir !== '' || env !== '');
  const typed = wordsOf(line);
  const command = shell === TYPED ? (typed ?? []) : [shell];
  const variables = env.split('\n').filter((each) => each.trim() !== '');
  const wrongVariable = variables.find((each) => !/^[^=]+=/.test(each));

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onOpen({
      kind: 'exec',
      command,
      user: user.trim() === '' ? undefined : user.trim(),
      workdir: workdir.trim() === '' ? undefined : workdir.trim(),
      env: variables,
    });
  };

  return (
    <form onSubmit={submit} className={classes.form}>
      {shells.length === 0 ? <p className={classes.lead}>{t('noShell', { name: container.name })}</p> : null}
      <Choice
        legend={t('run')}
        value={shell}
        options={[...shells.map((path) => ({ value: path, label: path })), { value: TYPED, label: t('command') }]}
        onChange={setShell}
      />
      {shell === TYPED ? (
        <TextInput
          label={t('command')}
          description={t('commandHint')}
          placeholder="python3 -i"
          styles={MONO}
          value={line}
          error={typed === undefined ? t('openQuote') : undefined}
          onChange={(event) => setLine(event.currentTarget.value)}
          autoFocus
        />
      ) : null}
      <details className={classes.more} open={isMore || undefined}>
        <summary>{t('more')}</summary>
        <div className={classes.fields}>
          <TextInput
            label={t('user')}
            description={t('userHint', { user: choices.user === '' ? 'root' : choices.user })}
            placeholder={choices.user === '' ? 'root' : choices.user}
            styles={MONO}
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <TextInput
            label={t('workdir')}
            description={t('workdirHint')}
            placeholder="/srv"
            pattern="/.*"
            title={t('workdirHint')}
            styles={MONO}
            value={workdir}
            onChange={(event) => setWorkdir(event.currentTarget.value)}
          />
          <Textarea
            label={t('env')}
            description={t(lacksValues ? 'envAgain' : 'envHint')}
            placeholder="LANG=C.UTF-8"
            autosize
            minRows={2}
            maxRows={8}
            styles={MONO}
            value={env}
            error={wrongVariable === undefined ? undefined : t('wrongVariable', { line: wrongVariable })}
            onChange={(event) => setEnv(event.currentTarget.value)}
          />
        </div>
      </details>
      <FormProblem>{error === null || isPending ? undefined : words(error)}</FormProblem>
      <div className={classes.actions}>
        <Button
          type="submit"
          size="sm"
          leftSection={<IconTerminal2 size={15} aria-hidden />}
          loading={isPending}
          disabled={command.length === 0 || wrongVariable !== undefined}
        >
          {t('open')}
        </Button>
        {hasTty ? (
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlugConnected size={15} aria-hidden />}
            disabled={isPending}
            title={t('attachHint')}
            onClick={() => onOpen({ kind: 'attach' })}
          >
            {t('attach')}
          </Button>
        ) : null}
      </div>
      <p className={classes.note}>{t('lives')}</p>
    </form>
  );
}

/** The shell of the choices that a command is; another command is typed. */
function shellOf(command: readonly string[] | undefined, shells: readonly string[]): string {
  if (command === undefined) return shells[0] ?? TYPED;
  const [program = '', ...rest] = command;
  return rest.length === 0 && shells.includes(program) ? program : TYPED;
}

/** Undefined: a quote is not closed. */
function wordsOf(line: string): string[] | undefined {
  try {
    return shellWords(line);
  } catch (error) {
    if (error instanceof UnclosedQuote) return undefined;
    throw error;
  }
}
