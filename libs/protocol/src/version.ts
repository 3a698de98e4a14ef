/**
 * The version of the agent protocol. Agent and API must agree exactly; a mismatch is refused in words at the handshake.
 *
 * | version | date       | what changed |
 * |---------|------------|--------------|
 * | 1       | 2026-11-22 | First version: enrolment, inventory list + watch, `image.pull`, container logs. |
 * | 2       | 2026-11-22 | All image verbs as jobs, with inputs and several credentials; build steps; save and export. |
 * | 3       | 2026-11-27 | Containers: verbs with an answer, full inspect, recent events, files and changes; disk usage, volumes and networks. |
 * |         |            | Stats: live under a lease, a light history, and the processes of a container. Terminals. |
 * |         |            | Logs in frames that viewers share, by page and by search. |
 * |         |            | `container.run` as a job. |
 * |         | 2026-11-28 | The result of `image.load` names the config digests, if the agent is so new. |
 * |         | 2026-11-28 | `image.scan-packages` as a job. |
 * |         | 2026-11-28 | `container.recreate` as a job. |
 * |         | 2026-11-28 | The result of `container.run` tells of its pull, and a container's detail of mounts in memory, if the agent is so new. |
 * |         | 2026-11-28 | A container tells since when it is unhealthy, if the agent is so new. |
 * |         | 2026-11-28 | A build's context begins with the list of its files, if both are so new. |
 */
export const PROTOCOL_VERSION = 3;
