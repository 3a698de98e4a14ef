import { isInSubnet } from './ip-subnet.js';

/**
 * Whether an engine reaches the registry without a checked certificate, by its list: a name, with the port if it has one, as it is
 * listed; and any port of an address that is within a network (`198.18.0.0/15`). The engine also looks names up, and compares their
 * addresses with the networks; here nothing is looked up, so that such a name counts as secure.
 *
 * @param registry as references have it: `registry.example:5000`, `198.18.0.7:5000`, `[2001:db8::7]:5000`
 * @param listed `insecureRegistries` of the engine's facts
 */
export function isInsecureRegistry(registry: string, listed: readonly string[]): boolean {
  const wanted = registry.toLowerCase();
  const host = hostOf(wanted);
  return listed.some((each) => each.toLowerCase() === wanted || isInSubnet(host, each) === true);
}

function hostOf(registry: string): string {
  return registry.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^([^:]*):\d+$/, '$1');
}
