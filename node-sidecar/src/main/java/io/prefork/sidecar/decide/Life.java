package io.prefork.sidecar.decide;

/**
 * One worker's life, as far as observations tell. A fresh worker still shares nearly everything:
 * its figure is believed to say what a worker costs in the end only once it is settled.
 */
final class Life {
  /**
   * Served requests after which a worker has its first full collection behind it, which is where an
   * untreated one copies most: seen between the 40th and the 700th.
   */
  static final long SETTLED_REQUESTS = 800;

  /** Age at which a worker counts as settled however little it has served. */
  static final long SETTLED_SECONDS = 600;

  /** Fewer do where the figure has not moved for {@link #STEADY_SECONDS}. */
  static final long STEADY_REQUESTS = 300;

  static final long STEADY_SECONDS = 90;

  /** Youngest age at which a figure that does not move is believed. */
  static final long STEADY_FROM_SECONDS = 180;

  private static final long STEADY_BYTES = 1 << 20;
  private static final long STEADY_PARTS = 32;

  private final WorkerId id;
  private final long seenAtMillis;
  private Long costBytes;
  private boolean settled;
  private long steadyBytes;
  private long steadySinceSeconds;

  Life(WorkerId id, long seenAtMillis) {
    this.id = id;
    this.seenAtMillis = seenAtMillis;
  }

  /**
   * @param costBytes private memory, or null when it has not been read yet
   */
  void observe(WorkerState worker, Long costBytes, long nowMillis) {
    this.costBytes = costBytes;
    if (costBytes == null) {
      return;
    }
    long age =
        worker.ageSeconds() == null
            ? (nowMillis - seenAtMillis) / 1000
            : Math.max(0, worker.ageSeconds());
    long readAgo = worker.readAgoSeconds() == null ? 0 : worker.readAgoSeconds();
    long ageWhenRead = Math.max(0, age - readAgo);
    boolean steady = isSteady(costBytes, ageWhenRead);
    settled = settled || isSettled(worker.requests(), age, ageWhenRead, steady);
  }

  private boolean isSteady(long bytes, long ageWhenRead) {
    long tolerated = Math.max(STEADY_BYTES, steadyBytes / STEADY_PARTS);
    if (Math.abs(bytes - steadyBytes) > tolerated) {
      steadyBytes = bytes;
      steadySinceSeconds = ageWhenRead;
    }
    return ageWhenRead >= STEADY_FROM_SECONDS && ageWhenRead - steadySinceSeconds >= STEADY_SECONDS;
  }

  private static boolean isSettled(Long requests, long age, long ageWhenRead, boolean steady) {
    if (ageWhenRead >= SETTLED_SECONDS) {
      return true;
    }
    if (requests == null) {
      return steady;
    }
    double servedWhenRead = age == 0 ? requests : (double) requests * ageWhenRead / age;
    return servedWhenRead >= (steady ? STEADY_REQUESTS : SETTLED_REQUESTS);
  }

  /** Whether this is that process's life. */
  boolean isOf(WorkerId other) {
    return id.pid() == other.pid() && id.startTicks() == other.startTicks();
  }

  boolean isSettled() {
    return settled;
  }

  /** When it was first seen, on the observations' clock. */
  long seenAtMillis() {
    return seenAtMillis;
  }

  /** Private memory, bytes, or null when it is not known. */
  Long costBytes() {
    return costBytes;
  }
}
