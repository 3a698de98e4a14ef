import { readFileSync } from 'node:fs';
import { runProgram } from './program.js';

/** Mount points at or below a folder (an absolute path without links), deepest first. */
export function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => unescapeMountPath(line.split(' ')[4] ?? ''))
    .filter((path) => path === folder || path.startsWith(`${folder}/`))
    .reverse();
}

/** Detaches what is mounted at or below a folder, so that the folder can be removed. */
export async function unmountBelow(folder: string): Promise<void> {
  for (const path of mountsBelow(folder)) await runProgram('umount', ['--lazy', path]);
}

/** The kernel writes blanks and backslashes in mountinfo as three octal digits. */
function unescapeMountPath(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
