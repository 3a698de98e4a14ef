import { z } from 'zod';

/** Linux takes no longer path, and no longer name in it. In bytes, as UTF-8. */
const MAX_PATH_BYTES = 4095;
const MAX_NAME_BYTES = 255;
/** The NUL that ends a path, and halves of characters, which no path in UTF-8 has. */
const UNUSABLE = /\0|\p{Surrogate}/u;

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** @returns what is wrong with it; undefined where nothing is */
function problemOf(text: string): string | undefined {
  if (!text.startsWith('/')) return 'a path in a container begins with /';
  if (UNUSABLE.test(text)) return 'a path holds no NUL and no half of a character';
  const parts = text.split('/');
  if (parts.includes('..')) return 'a path may not hold ..';
  if (bytesOf(text) > MAX_PATH_BYTES) return `a path has at most ${MAX_PATH_BYTES} bytes`;
  if (parts.some((part) => bytesOf(part) > MAX_NAME_BYTES)) return `a name has at most ${MAX_NAME_BYTES} bytes`;
  return undefined;
}

/**
 * A path in a container: absolute, without `.`, `..` and slashes that say nothing. Links in it are followed by the engine,
 * inside of the container.
 */
export const ContainerPath = z
  .string()
  .superRefine((text, context) => {
    const message = problemOf(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .transform((text) => `/${partsOf(text).join('/')}`)
  .brand<'ContainerPath'>();
export type ContainerPath = z.infer<typeof ContainerPath>;

export const ROOT_PATH = ContainerPath.parse('/');

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** The path of a name, or of a relative path, below a directory. @throws ZodError where that is none */
export function pathBelow(directory: ContainerPath, name: string): ContainerPath {
  return ContainerPath.parse(directory === '/' ? `/${name}` : `${directory}/${name}`);
}

/** The directory that a path lies in; of `/` itself, `/`. */
export function directoryOf(path: ContainerPath): ContainerPath {
  return ContainerPath.parse(path.slice(0, path.lastIndexOf('/')) || '/');
}

/** The last name of a path; empty for `/`. */
export function nameOf(path: ContainerPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
