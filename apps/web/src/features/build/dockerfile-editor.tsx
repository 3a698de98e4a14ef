import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import { type Action, type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Advice, Fix, Range } from '@roadstead/domain/dockerfile';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import classes from './dockerfile-editor.module.css';
import type { AdvisedText } from './use-advice';
import { useAdviceWords } from './use-advice-words';

export interface EditorHandle {
  /** Puts the cursor there and scrolls it into sight. */
  reveal(range: Range): void;
  /** Applies the fix if the text is still the one that it was found in. */
  apply(fix: Fix): void;
}

interface Props {
  ref: Ref<EditorHandle>;
  /** What it begins with; from then on it tells through `onChange`. */
  initial: string;
  onChange(text: string): void;
  advised: AdvisedText;
}

const SEVERITY = { error: 'error', warning: 'warning', hint: 'info' } as const;

/** The colours are variables of `dockerfile-editor.module.css`, so that they follow the page's scheme. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.variableName, tags.definition(tags.variableName)], color: 'var(--code-variable)' },
]);

/** A text field for a Dockerfile, with what there is to say about it at its place. CodeMirror comes with this file alone. */
export default function DockerfileEditor({ ref, initial, onChange, advised }: Props) {
  const t = useTranslations('build');
  const words = useAdviceWords();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const tell = useRef(onChange);
  tell.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: an editor is made once; what changes later goes to it by itself
  useEffect(() => {
    if (place.current === null) return;
    const editor = new EditorView({
      parent: place.current,
      doc: initial,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        EditorState.allowMultipleSelections.of(true),
        StreamLanguage.define(dockerFile),
        syntaxHighlighting(HIGHLIGHT),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': t('dockerfile'), spellcheck: 'false' }),
        placeholder(t('dockerfileExample')),
        // Tab is left to the page: who uses the keyboard alone has to get out of here.
        keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) tell.current(update.state.doc.toString());
        }),
      ],
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() !== advised.text) return;
    const diagnosticOf = (advice: Advice): Diagnostic => ({
      ...spanOf(editor.state.doc, advice.range),
      severity: SEVERITY[advice.severity],
      message: words.message(advice),
      actions: advice.fix === undefined ? [] : [actionOf(words.fix(advice), advice.fix, advised.text)],
    });
    editor.dispatch(setDiagnostics(editor.state, advised.advice.map(diagnosticOf)));
  }, [advised, words]);

  useImperativeHandle(ref, () => ({
    reveal: (range) => {
      const { from } = spanOf(view.current?.state.doc, range);
      view.current?.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.current?.focus();
    },
    apply: (fix) => {
      if (view.current !== undefined) applyTo(view.current, fix, advised.text);
    },
  }));

  return <div ref={place} className={classes.editor} />;
}

function actionOf(name: string, fix: Fix, foundIn: string): Action {
  return { name, apply: (editor) => applyTo(editor, fix, foundIn) };
}

/** A fix is a matter of one text: in a changed one its places are wrong, and the advice on that comes in a moment. */
function applyTo(editor: EditorView, fix: Fix, foundIn: string): void {
  if (editor.state.doc.toString() !== foundIn) return;
  const changes = fix.edits.map(({ range, newText }) => ({ ...spanOf(editor.state.doc, range), insert: newText }));
  editor.dispatch({ changes, userEvent: 'input.fix' });
  editor.focus();
}

/** Offsets of a range; a range beyond the end of the text ends with it. */
function spanOf(doc: Text | undefined, range: Range): { from: number; to: number } {
  if (doc === undefined) return { from: 0, to: 0 };
  const offset = (line: number, column: number) =>
    line > doc.lines ? doc.length : Math.min(doc.line(line).from + column - 1, doc.length);
  return { from: offset(range.startLine, range.startColumn), to: offset(range.endLine, range.endColumn) };
}
