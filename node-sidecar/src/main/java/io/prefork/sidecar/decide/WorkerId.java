package io.prefork.sidecar.decide;

/**
 * A process that cannot be taken for another one: the kernel reuses pids, but not within one clock
 * tick.
 *
 * @param pid as the sidecar sees it
 * @param startTicks when it started, clock ticks since the machine's start (field 22 of {@code
 *     /proc/PID/stat})
 */
public record WorkerId(int pid, long startTicks) {
  /** Written out, as {@link #hashCode} is: what stands in for it is made of method handles. */
  @Override
  public boolean equals(Object other) {
    return other instanceof WorkerId id && id.pid == pid && id.startTicks == startTicks;
  }

  @Override
  public int hashCode() {
    return 31 * pid + Long.hashCode(startTicks);
  }
}
