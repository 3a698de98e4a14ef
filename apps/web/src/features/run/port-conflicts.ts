import type { HostPorts } from '@roadstead/contract';
import type { PortRequest } from '@roadstead/domain';

export interface PortConflict {
  hostName: string;
  port: number;
  protocol: string;
  containerName: string;
}

/** As every address of a host is written. */
const ANYWHERE = ['', '0.0.0.0', '::'];

/** Ports that a container of the host publishes already, at an address that is asked for too. */
export function portConflicts(
  asked: readonly PortRequest[],
  hosts: readonly { hostName: string; ports: HostPorts['ports'] }[],
): PortConflict[] {
  const found = hosts.flatMap(({ hostName, ports }) =>
    asked.flatMap(({ hostPort, protocol, hostIp = '' }) => {
      const taken = ports.find(
        (used) => used.port === hostPort && used.protocol === protocol && isSame(used.hostIp ?? '', hostIp),
      );
      if (taken === undefined || hostPort === undefined) return [];
      return [{ hostName, port: hostPort, protocol, containerName: taken.containerName }];
    }),
  );
  return found;
}

function isSame(one: string, other: string): boolean {
  return one === other || ANYWHERE.includes(one) || ANYWHERE.includes(other);
}
