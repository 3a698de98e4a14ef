import type { PublishedPort } from '@roadstead/domain';

/** As `docker ps` writes it: `8080→80/tcp`; a port that is not published has no arrow. */
export function portText(port: PublishedPort): string {
  const inside = `${port.containerPort}/${port.protocol}`;
  if (port.hostPort === undefined) return inside;
  const isAnyAddress =
    port.hostIp === undefined || port.hostIp === '' || port.hostIp === '0.0.0.0' || port.hostIp === '::';
  return `${isAnyAddress ? '' : `${port.hostIp}:`}${port.hostPort}→${inside}`;
}

/** Each port once: engines list a port published on IPv4 and IPv6 twice. Published ones first. */
export function portTexts(ports: readonly PublishedPort[]): string[] {
  const published = ports.filter((port) => port.hostPort !== undefined);
  const inner = ports.filter((port) => port.hostPort === undefined);
  return [...new Set([...published, ...inner].map(portText))];
}
