package io.prefork.sidecar.sense;

import io.prefork.sidecar.measure.Reading;
import io.prefork.sidecar.proc.ProcessEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Whose memory is read next: whoever was never read, then whoever's figures are likely to be
 * furthest off. Memory changes by page faults, which {@code stat} counts for nothing; so the age of
 * a reading counts more the more its process has faulted since. Pure.
 */
final class Turns {
  /** A process is not read again sooner. */
  static final Duration REST = Duration.ofSeconds(6);

  private static final long REST_NANOS = REST.toNanos();

  /** How much faster a reading ages whose process has since faulted its whole size. */
  private static final double CHANGE_WEIGHT = 8;

  /** Part of a process's size that it has faulted since. */
  private static final double OUTDATED = 0.01;

  private final long pageSize;

  /**
   * @param pageSize bytes
   */
  Turns(long pageSize) {
    this.pageSize = pageSize;
  }

  /**
   * @param entries as they are now
   * @param readings the last one of each, or null
   * @return null when nobody needs to be read yet
   */
  ProcessEntry next(
      List<ProcessEntry> entries, Function<ProcessEntry, Reading> readings, long nowNanos) {
    ProcessEntry next = null;
    double most = REST_NANOS;
    for (ProcessEntry entry : entries) {
      Reading reading = readings.apply(entry);
      if (reading == null) {
        return entry;
      }
      long age = nowNanos - reading.takenNanos();
      double apparent = age * (1 + CHANGE_WEIGHT * changed(entry, reading));
      if (age >= REST_NANOS && apparent >= most) {
        next = entry;
        most = apparent;
      }
    }
    return next;
  }

  /** Whether a reading is likely to be off by more than a hundredth of its process. */
  boolean isOutdated(ProcessEntry entry, Reading reading) {
    return changed(entry, reading) > OUTDATED;
  }

  private double changed(ProcessEntry entry, Reading reading) {
    if (reading.rollup() == null || reading.rollup().rss() == 0) {
      return 0;
    }
    double faulted = (double) pageSize * entry.stat().minorFaults();
    faulted -= (double) pageSize * reading.stat().minorFaults();
    return Math.clamp(faulted / reading.rollup().rss(), 0.0, 1.0);
  }
}
