package io.prefork.sidecar.cgroup;

import io.prefork.protocol.Report;

/**
 * A container's processor time up to a moment. Null: not told.
 *
 * @param usedNanos by all its processes, also those that have ended
 * @param periods of the quota that have passed while it ran
 * @param throttled those of them in which it was held back
 * @param limitCores quota over period; null when there is no quota
 */
public record ProcessorTimes(Long usedNanos, Long periods, Long throttled, Double limitCores) {

  /**
   * What happened in between.
   *
   * @param nanos since {@code before}
   */
  public Report.Processor since(ProcessorTimes before, long nanos) {
    return new Report.Processor(
        used(before, nanos), limitCores, limitCores == null ? null : throttledShare(before));
  }

  private Double used(ProcessorTimes before, long nanos) {
    if (before == null || usedNanos == null || before.usedNanos == null || nanos <= 0) {
      return null;
    }
    long used = usedNanos - before.usedNanos;
    return used < 0 ? null : Double.valueOf((double) used / nanos);
  }

  /** A period passes only while something runs: none at all means that nothing was held back. */
  private Double throttledShare(ProcessorTimes before) {
    if (before == null
        || periods == null
        || throttled == null
        || before.periods == null
        || before.throttled == null) {
      return null;
    }
    long passed = periods - before.periods;
    long heldBack = throttled - before.throttled;
    if (passed < 0 || heldBack < 0) {
      return null;
    }
    return passed == 0 ? 0.0 : Math.min(1.0, (double) heldBack / passed);
  }
}
