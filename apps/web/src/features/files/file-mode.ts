import type { FileType } from '@roadstead/domain';

const TYPE_LETTERS: Readonly<Record<FileType, string>> = {
  file: '-',
  directory: 'd',
  link: 'l',
  device: 'c',
  pipe: 'p',
  socket: 's',
  other: '?',
};

/** As `ls -l` writes it: `drwxr-xr-x`. */
export function modeText(type: FileType, mode: number): string {
  const rights = [6, 3, 0].map((shift) => {
    const bits = mode >> shift;
    return [bits & 4 ? 'r' : '-', bits & 2 ? 'w' : '-', bits & 1 ? 'x' : '-'];
  });
  const special = (place: number, bit: number, set: string, unset: string) => {
    const of = rights[place];
    if ((mode & bit) !== 0 && of !== undefined) of[2] = of[2] === 'x' ? set : unset;
  };
  special(0, 0o4000, 's', 'S');
  special(1, 0o2000, 's', 'S');
  special(2, 0o1000, 't', 'T');
  return TYPE_LETTERS[type] + rights.flat().join('');
}

/** What owner, group and others may do, as keys of words: `files.right.<key>`. */
export type Right = 'none' | 'r' | 'w' | 'x' | 'rw' | 'rx' | 'wx' | 'rwx';

export function rightsOf(mode: number): [Right, Right, Right] {
  const of = (shift: number) => {
    const bits = mode >> shift;
    return (`${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}` || 'none') as Right;
  };
  return [of(6), of(3), of(0)];
}
