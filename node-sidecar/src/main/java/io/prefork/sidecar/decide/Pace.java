package io.prefork.sidecar.decide;

/**
 * How fast used memory rises right now, whatever the pool's size does meanwhile: over the last few
 * seconds, which {@link Window} is too slow for. Bounded.
 */
final class Pace {
  private static final int KEPT = 64;
  private static final long SPAN_MILLIS = 5_000;

  private static final long REMEMBERED_MILLIS = 60_000;

  /** Over less, a single request's memory looks like a rise. */
  private static final long LEAST_MILLIS = 500;

  private final long[] at = new long[KEPT];
  private final long[] usedBytes = new long[KEPT];
  private final int[] workers = new int[KEPT];
  private int count;

  void add(long atMillis, long used, int workersNow) {
    int slot = count++ % KEPT;
    at[slot] = atMillis;
    usedBytes[slot] = used;
    workers[slot] = workersNow;
  }

  /**
   * Bytes a second, at least 0; 0 while too little is known. The fastest of the last seconds: what
   * has only just begun is not to be made less by the quiet before it. And only what is beyond all
   * that was in use in the last minute: requests take memory and give it back.
   *
   * @param eachBytes what a worker has given back that has left meanwhile
   */
  double bytesPerSecond(long eachBytes) {
    double fastest = 0;
    long highest = 0;
    int now = (count - 1) % KEPT;
    for (int back = Math.min(count, KEPT) - 1; back > 0; back--) {
      int then = (count - 1 - back) % KEPT;
      long millis = at[now] - at[then];
      if (millis <= REMEMBERED_MILLIS) {
        long left = Math.max(0, workers[then] - workers[now]);
        highest = Math.max(highest, usedBytes[then] - left * eachBytes);
      }
      if (millis >= LEAST_MILLIS && millis <= SPAN_MILLIS) {
        fastest = Math.max(fastest, (usedBytes[now] - highest) * 1000.0 / millis);
      }
    }
    return fastest;
  }
}
