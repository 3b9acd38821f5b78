package io.prefork.sidecar.decide;

import java.util.HashSet;
import java.util.Set;

/**
 * What used memory grows by from the moment at which a worker is asked to leave until it has left:
 * one that is in a long request leaves late, and meanwhile all go on growing. That much has to be
 * free when it is asked.
 */
final class LeadTime {
  /** Until workers have been seen to leave. */
  private static final long UNKNOWN_MILLIS = 60_000;

  private static final int LEAST_KNOWN = 2;
  private static final int KEPT = 8;

  /** Of the longest that is known: the next one may be longer. */
  private static final double MARGIN = 1.5;

  /** Of the newest step in the average. */
  private static final double WEIGHT = 0.1;

  private final long[] millis = new long[KEPT];
  private int count;
  private Set<WorkerId> workers = Set.of();
  private long usedBytes;
  private long atMillis;
  private double bytesPerSecond;

  /** Growth is told by steps in which no worker has come or gone. */
  void observe(Observation observation, Budget budget) {
    Set<WorkerId> now = new HashSet<>();
    for (WorkerState worker : observation.workers()) {
      now.add(worker.id());
    }
    if (budget == null) {
      workers = Set.of();
      return;
    }
    long passed = observation.atMillis() - atMillis;
    if (now.equals(workers) && passed > 0) {
      double step = (budget.usedBytes() - usedBytes) * 1000.0 / passed;
      bytesPerSecond += WEIGHT * (step - bytesPerSecond);
    }
    workers = now;
    usedBytes = budget.usedBytes();
    atMillis = observation.atMillis();
  }

  /** A worker that was asked to leave has left after that time, or had not left by then. */
  void took(long tookMillis) {
    millis[count++ % KEPT] = tookMillis;
  }

  /** At least 0. */
  long bytes() {
    double longest = count < LEAST_KNOWN ? UNKNOWN_MILLIS / MARGIN : 0;
    for (int i = 0; i < Math.min(count, KEPT); i++) {
      longest = Math.max(longest, millis[i]);
    }
    return (long) (Math.max(0, bytesPerSecond) * MARGIN * longest / 1000);
  }
}
