import { defineRule } from '../rule.js';
import { isLegacyPair, pairsOf } from '../syntax/pairs.js';
import { unquoted } from '../syntax/words.js';
import { withTriggers } from './instructions-of.js';

const SECRET =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SECRET_?KEY)(?:$|_)/i;
/** Names that tell where or how, not the secret itself. */
const ABOUT_SECRET = /_(?:FILE|PATH|DIR|URL|URI|NAME|TTL|LENGTH|EXPIRY|TYPE|ALGORITHM)$/i;

export const secretInFile = defineRule<{ name: string; instruction: string }>({
  id: 'secret-in-file',
  severity: 'warning',
  message: ({ name, instruction }) =>
    `${name} looks like a secret, and what ${instruction} sets can be read in the image or its history by everyone who has it. Use RUN --mount=type=secret at the build, and the environment of "docker run" later.`,
  *find(file) {
    for (const instruction of withTriggers(file).filter(({ name }) => name === 'ENV' || name === 'ARG')) {
      const pairs = pairsOf(instruction).slice(
        0,
        isLegacyPair(instruction) && instruction.name === 'ENV' ? 1 : undefined,
      );
      for (const { name, value, word } of pairs) {
        if (!SECRET.test(name) || ABOUT_SECRET.test(name) || unquoted(value ?? name) === '') continue;
        yield { span: word.span, values: { name: name.slice(0, 80), instruction: instruction.name } };
      }
    }
  },
});
