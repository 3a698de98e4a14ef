import { lazy, Suspense, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { SkeletonRows } from '../../lib/ui/notice';
import { AdviceList } from './advice-list';
import type { EditorHandle } from './dockerfile-editor';
import classes from './dockerfile-source.module.css';
import { useAdvice } from './use-advice';

const DockerfileEditor = lazy(() => import('./dockerfile-editor'));

interface Props {
  text: string;
  onChange(text: string): void;
}

/** A Dockerfile to type, with the advice on it beside. */
export function DockerfileSource({ text, onChange }: Props) {
  const t = useTranslations('build');
  const editor = useRef<EditorHandle>(null);
  const advised = useAdvice(text);
  return (
    <div>
      <div className={classes.source}>
        <Suspense fallback={<SkeletonRows count={10} />}>
          <DockerfileEditor ref={editor} initial={text} onChange={onChange} advised={advised} />
        </Suspense>
        <AdviceList
          advice={advised.advice}
          hasText={text.trim() !== ''}
          onReveal={(range) => editor.current?.reveal(range)}
          onApply={(fix) => editor.current?.apply(fix)}
        />
      </div>
      <p className={classes.hint}>{t('emptyContext')}</p>
    </div>
  );
}
