import type { SpanEdit } from '../rule.js';
import type { Dockerfile } from '../syntax/dockerfile.js';
import type { Instruction } from '../syntax/instruction.js';
import type { Span } from '../syntax/text-positions.js';

export const replace = (span: Span, newText: string): SpanEdit => ({ span, newText });

export const insertAfter = ({ end }: Span, newText: string): SpanEdit => ({ span: { start: end, end }, newText });

export const deleteLines = (file: Dockerfile, { span }: Instruction): SpanEdit => ({
  span: file.positions.wholeLines(span),
  newText: '',
});
