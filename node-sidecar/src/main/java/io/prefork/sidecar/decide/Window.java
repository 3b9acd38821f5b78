package io.prefork.sidecar.decide;

/**
 * The last half minute of a pool whose size has not changed: single samples of busy workers say
 * little, and a size that is gone says nothing. Bounded.
 */
final class Window {
  private static final int KEPT = 64;
  private static final long SPAN_MILLIS = 30_000;

  /** In less of it, memory may stand still for other reasons. */
  private static final long STEADY_MILLIS = 25_000;

  private final long[] at = new long[KEPT];
  private final long[] usedBytes = new long[KEPT];
  private final double[] busyShare = new double[KEPT];
  private final double[] waiting = new double[KEPT];
  private final double[] usedCores = new double[KEPT];
  private final double[] throttledShare = new double[KEPT];
  private final double[] idleCores = new double[KEPT];
  private int count;
  private int size;

  void restart() {
    count = 0;
    size = 0;
  }

  void add(Observation observation, long used) {
    int slot = count++ % KEPT;
    Processor processor = observation.processor();
    at[slot] = observation.atMillis();
    usedBytes[slot] = used;
    busyShare[slot] = busyShare(observation);
    waiting[slot] =
        observation.listenQueue() == null ? Double.NaN : observation.listenQueue() > 0 ? 1 : 0;
    usedCores[slot] = orNaN(processor == null ? null : processor.usedCores());
    throttledShare[slot] = orNaN(processor == null ? null : processor.throttledShare());
    idleCores[slot] = orNaN(processor == null ? null : processor.hostIdleCores());
    size = size();
  }

  private static double orNaN(Double value) {
    return value == null ? Double.NaN : value;
  }

  /** Of the workers of which it is known; NaN when of none. */
  private static double busyShare(Observation observation) {
    int known = 0;
    int busy = 0;
    for (WorkerState worker : observation.workers()) {
      if (worker.busy() != null) {
        known++;
        busy += worker.busy() ? 1 : 0;
      }
    }
    return known == 0 ? Double.NaN : (double) busy / known;
  }

  /** From the oldest sample in it to the newest. */
  long millis() {
    return count == 0 ? 0 : at[slot(0)] - at[slot(size - 1)];
  }

  /** Mean share of workers in a request, 0..1; NaN when not known. */
  double busyShare() {
    return mean(busyShare);
  }

  /** Share of samples with connections that waited, 0..1; NaN when not known. */
  double waitingShare() {
    return mean(waiting);
  }

  /** Mean, NaN when not known. */
  double usedCores() {
    return mean(usedCores);
  }

  /** Mean, 0..1; NaN when not known. */
  double throttledShare() {
    return mean(throttledShare);
  }

  /** Mean over the machine, NaN when not known. */
  double idleCores() {
    return mean(idleCores);
  }

  /** The most memory in any sample, bytes. */
  long mostUsedBytes() {
    long most = 0;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, usedBytes[slot(i)]);
    }
    return most;
  }

  /** By how much used memory grows a second, from the oldest sample to the newest, at least 0. */
  double growthBytesPerSecond() {
    return growthBytesPerSecond(0);
  }

  /** The same of what is beyond so many bytes. */
  double growthBytesPerSecond(long beyondBytes) {
    long millis = millis();
    if (millis <= 0) {
      return 0;
    }
    long rise = usedBytes[slot(0)] - Math.max(beyondBytes, usedBytes[slot(size - 1)]);
    return Math.max(0, rise * 1000.0 / millis);
  }

  /**
   * Whether used memory has moved by no more than so many bytes in a window that is long enough.
   */
  boolean isSteady(long toleratedBytes) {
    if (millis() < STEADY_MILLIS) {
      return false;
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      least = Math.min(least, usedBytes[slot(i)]);
    }
    return mostUsedBytes() - least <= toleratedBytes;
  }

  private double mean(double[] values) {
    double sum = 0;
    int known = 0;
    for (int i = 0; i < size; i++) {
      double value = values[slot(i)];
      if (!Double.isNaN(value)) {
        sum += value;
        known++;
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }

  private int size() {
    int within = 0;
    int kept = Math.min(count, KEPT);
    while (within < kept && at[slot(0)] - at[slot(within)] <= SPAN_MILLIS) {
      within++;
    }
    return within;
  }

  private int slot(int back) {
    return (count - 1 - back) % KEPT;
  }
}
