/** What a container's counters stand at; counters rise from the container's start. What cannot be told is left out. */
export interface ContainerCounters {
  /** When they were read, by the host's clock, milliseconds since 1970. */
  readonly at: number;
  /** The same moment on a clock that never steps, milliseconds. */
  readonly monotonic: number;
  readonly cpuNanoseconds?: number;
  readonly cpuPeriods?: number;
  readonly cpuThrottledPeriods?: number;
  /** Without inactive page cache. */
  readonly memoryBytes?: number;
  /** Absent: none below the host's memory. */
  readonly memoryLimitBytes?: number;
  readonly networkRxBytes?: number;
  readonly networkTxBytes?: number;
  readonly blockReadBytes?: number;
  readonly blockWriteBytes?: number;
  readonly pids?: number;
}

/** As `ContainerCounters`, of the host; CPU in nanoseconds of all its CPUs together, without idle time. */
export interface HostCounters {
  readonly at: number;
  readonly monotonic: number;
  readonly cpuNanoseconds?: number;
  readonly memoryBytes?: number;
  readonly memoryTotalBytes?: number;
  readonly load1?: number;
  readonly diskUsedBytes?: number;
  readonly diskTotalBytes?: number;
}
