import { RoadsteadError, type RunParams } from '@roadstead/domain';

/** Who publishes a port of this host now; undefined: no container does. */
export type PortHolder = (port: number) => Promise<string | undefined>;

const PORT_TAKEN =
  /(?:Bind for .*?:(\d+) failed: port is already allocated|bind: address already in use|failed to bind host port)/;
const ANY_PORT = /[\]\d]:(\d+)(?:\/(?:tcp|udp|sctp))?[: ]/;
const NAME_TAKEN = /container name "?\/?([^" ]+)"? is already in use/i;
const NO_SOURCE = /bind source path does not exist: (\S+)/;
const NO_NETWORK = /network (\S+) not found/;
const NO_PROGRAM =
  /exec: "?([^":]+)"?: (?:executable file not found|stat .*no such file|no such file|permission denied)/;
const NO_COMMAND = /no command specified/i;
/** What comes before the reason that a person can use. */
const PREAMBLE =
  /^(?:OCI runtime create failed|failed to create (?:shim|task)[^:]*|runc create failed|container_linux\.go:\d+|process_linux\.go:\d+|starting container process caused|unable to start container process|error during container init)[^:]*: /;

/**
 * Why a container could not be made or started, by the engine's words.
 * @returns undefined where they are none that are known
 */
export async function runError(
  words: string,
  { image, name }: Pick<RunParams, 'image' | 'name'>,
  host: string,
  holderOf: PortHolder,
): Promise<RoadsteadError | undefined> {
  if (PORT_TAKEN.test(words)) return portTaken(words, host, holderOf);
  const taken = NAME_TAKEN.exec(words);
  if (taken) return new RoadsteadError('container.name-taken', { name: name ?? taken[1] ?? '', host });
  const source = NO_SOURCE.exec(words)?.[1];
  if (source !== undefined) return new RoadsteadError('container.mount-missing', { path: source, host });
  const network = NO_NETWORK.exec(words)?.[1];
  if (network !== undefined) return new RoadsteadError('container.network-missing', { network, host });
  const program = NO_PROGRAM.exec(words)?.[1];
  if (program !== undefined) return new RoadsteadError('container.program-missing', { program, image });
  if (NO_COMMAND.test(words)) return new RoadsteadError('container.no-command', { image });
  return undefined;
}

async function portTaken(words: string, host: string, holderOf: PortHolder): Promise<RoadsteadError> {
  const port = PORT_TAKEN.exec(words)?.[1] ?? ANY_PORT.exec(words)?.[1] ?? '';
  const container = await holderOf(Number(port));
  if (container === undefined) return new RoadsteadError('container.port-in-use', { port, host });
  return new RoadsteadError('container.port-taken', { port, host, container });
}

/** The engine's words without those that say which of its parts said them. */
export function withoutPreamble(words: string): string {
  let rest = words;
  while (PREAMBLE.test(rest)) rest = rest.replace(PREAMBLE, '');
  return rest.replace(/: unknown$/, '');
}
