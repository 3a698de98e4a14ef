import { Button } from '@mantine/core';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Dialog } from './dialog';
import classes from './dialog.module.css';
import { FormProblem } from './form-problem';

interface Props {
  title: string;
  children: ReactNode;
  /** What the button says that does it. */
  submit: string;
  onSubmit(): void;
  onClose(): void;
  isPending?: boolean;
  isDisabled?: boolean;
  /** It takes something away. */
  isDanger?: boolean;
  /** Why the last request was refused. */
  problem?: string;
  size?: number;
}

/** A dialog that asks for something to be done. What was typed stays until it is closed on purpose. */
export function DialogForm({ title, children, submit, onSubmit, onClose, problem, size = 560, ...state }: Props) {
  const t = useTranslations('common');
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog
      onClose={onClose}
      title={title}
      size={size}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={send} className={classes.form}>
        {children}
        <FormProblem>{problem}</FormProblem>
        <div className={`${classes.actions} ${classes.footer}`}>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            color={state.isDanger ? 'var(--bad)' : undefined}
            loading={state.isPending}
            disabled={state.isDisabled}
          >
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
