import { z } from 'zod';

/**
 * On the request of a job's input: whoever asks wants to know first what the context has in it. On the answer: so many bytes
 * are the list, as JSON, before the tar; absent where there is no list, which an older control plane, a large context and
 * one with extended attributes have not.
 */
export const CONTEXT_LIST_HEADER = 'x-roadstead-context-list';

/** Longer lists are not sent, and not read. */
export const MAX_CONTEXT_LIST_BYTES = 1024 * 1024;

/** An entry of the tar as its header says, times in whole seconds since 1970. */
export const ListedEntry = z.object({
  name: z.string().min(1),
  type: z.enum(['file', 'directory', 'symlink', 'link']),
  mode: z.int().nonnegative(),
  mtime: z.int(),
  size: z.int().nonnegative(),
  linkname: z.string().optional(),
});
export type ListedEntry = z.infer<typeof ListedEntry>;

/** Every entry of the tar that follows, in its order. */
export const ContextList = z.array(ListedEntry);
export type ContextList = z.infer<typeof ContextList>;
