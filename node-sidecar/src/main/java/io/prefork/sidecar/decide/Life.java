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
  private static final long SETTLED_REQUESTS = 800;

  /** Fewer do in a worker that is old, or whose figure has not moved for a while. */
  private static final long STEADY_REQUESTS = 300;

  private static final long SETTLED_SECONDS = 600;
  private static final long STEADY_SECONDS = 90;

  /** Youngest age at which a figure that does not move is believed. */
  private static final long STEADY_FROM_SECONDS = 180;

  /** The same where the collector has nothing left to copy. */
  private static final long COLLECTED_REQUESTS = 150;

  private static final long COLLECTED_STEADY_SECONDS = 45;

  /** Of an old one; not none, since an idle worker's figure says nothing about a busy one's. */
  private static final long OLD_REQUESTS = 50;

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
    long steadySeconds = steadySeconds(costBytes, ageWhenRead);
    settled =
        settled
            || (worker.requests() == null
                ? isSettledByAge(ageWhenRead, steadySeconds)
                : isSettled(
                    worker, servedWhenRead(worker, age, ageWhenRead), ageWhenRead, steadySeconds));
  }

  /** For how long the figure has not moved. */
  private long steadySeconds(long bytes, long ageWhenRead) {
    long tolerated = Math.max(STEADY_BYTES, steadyBytes / STEADY_PARTS);
    if (Math.abs(bytes - steadyBytes) > tolerated) {
      steadyBytes = bytes;
      steadySinceSeconds = ageWhenRead;
    }
    return ageWhenRead - steadySinceSeconds;
  }

  private static double servedWhenRead(WorkerState worker, long age, long ageWhenRead) {
    long requests = worker.requests();
    return age == 0 ? requests : (double) requests * ageWhenRead / age;
  }

  private static boolean isSettledByAge(long ageWhenRead, long steadySeconds) {
    return ageWhenRead >= SETTLED_SECONDS || isSteady(ageWhenRead, steadySeconds);
  }

  private static boolean isSteady(long ageWhenRead, long steadySeconds) {
    return ageWhenRead >= STEADY_FROM_SECONDS && steadySeconds >= STEADY_SECONDS;
  }

  private static boolean isSettled(
      WorkerState worker, double served, long ageWhenRead, long steadySeconds) {
    if (served >= SETTLED_REQUESTS) {
      return true;
    }
    if (Boolean.FALSE.equals(worker.collected())) {
      return false;
    }
    if (worker.collected() == null) {
      return served >= STEADY_REQUESTS && isSettledByAge(ageWhenRead, steadySeconds);
    }
    return (served >= COLLECTED_REQUESTS && steadySeconds >= COLLECTED_STEADY_SECONDS)
        || (served >= OLD_REQUESTS && ageWhenRead >= SETTLED_SECONDS);
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
