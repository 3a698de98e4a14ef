import { z } from 'zod';

/**
 * Instructions that `docker commit --change` and `docker import --change` take.
 * Source: moby, builder/dockerfile/dispatchers.go, `validCommitCommands`.
 */
export const CHANGE_INSTRUCTIONS = [
  'CMD',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'ONBUILD',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;

/** One line of a Dockerfile that changes an image's configuration, e.g. `CMD ["/bin/httpd", "-f"]`. */
export const ImageChange = z
  .string()
  .trim()
  .max(4096)
  .superRefine((line, context) => {
    const [, instruction = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(line) ?? [];
    const known = CHANGE_INSTRUCTIONS.some((name) => name === instruction.toUpperCase());
    const problem = problemOf(line, instruction, rest, known);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
export type ImageChange = z.infer<typeof ImageChange>;

function problemOf(line: string, instruction: string, rest: string, known: boolean): string | undefined {
  if (/[\r\n]/.test(line)) return 'a change is one line; give each instruction a line of its own';
  if (!known) return `"${instruction}" cannot be changed; it is one of ${CHANGE_INSTRUCTIONS.join(', ')}`;
  return rest === '' ? `${instruction} needs something after it` : undefined;
}
