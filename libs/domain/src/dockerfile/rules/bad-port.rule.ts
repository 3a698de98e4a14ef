import { defineRule } from '../rule.js';
import { hasVariable, withTriggers } from './instructions-of.js';

const PORT = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(?:tcp|udp|sctp))?$/i;
const HIGHEST = 65535;

export const badPort = defineRule<{ port: string }>({
  id: 'bad-port',
  severity: 'error',
  message: ({ port }) =>
    `${port} is no port to expose. Write a number up to ${HIGHEST}, or a range from low to high, and after a slash tcp, udp or sctp: 8080, 53/udp, 9000-9010. A host's port is chosen when the container is run.`,
  *find(file) {
    for (const { words } of withTriggers(file).filter(({ name }) => name === 'EXPOSE')) {
      for (const { text, span } of words) {
        if (!hasVariable(text) && !isPort(text)) yield { span, values: { port: text.slice(0, 40) } };
      }
    }
  },
});

function isPort(text: string): boolean {
  const [, low, high = low] = PORT.exec(text) ?? [];
  return low !== undefined && Number(low) <= Number(high) && Number(high) <= HIGHEST;
}
