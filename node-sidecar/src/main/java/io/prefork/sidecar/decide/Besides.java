package io.prefork.sidecar.decide;

/**
 * What the container takes besides the private memory of its workers: what they share, their kernel
 * memory, and everything else.
 *
 * <p>Used memory less the figures of all workers is never less than that, since figures are old and
 * workers grow; it is closest when they have just been read. So the least of it is taken, but only
 * of the last minutes: what has come to stay since must count.
 */
final class Besides {
  private static final long SPAN_MILLIS = 300_000;
  private static final long UNKNOWN = Long.MAX_VALUE;

  private long sinceMillis = Long.MIN_VALUE;
  private long least = UNKNOWN;
  private long leastBefore = UNKNOWN;

  void observe(Lives lives, int workers, Budget budget, long nowMillis) {
    if (sinceMillis == Long.MIN_VALUE || nowMillis - sinceMillis >= SPAN_MILLIS) {
      sinceMillis = nowMillis;
      leastBefore = least;
      least = UNKNOWN;
    }
    if (budget != null && workers > 0 && lives.readWorkers() == workers) {
      least = Math.min(least, Math.max(0, budget.usedBytes() - lives.sumOfLiveBytes()));
    }
  }

  /** Another server is there: nothing is known of it. */
  void forget() {
    sinceMillis = Long.MIN_VALUE;
    least = UNKNOWN;
    leastBefore = UNKNOWN;
  }

  /** Bytes; null when not known. */
  Long bytes() {
    long known = Math.min(least, leastBefore);
    return known == UNKNOWN ? null : (Long) known;
  }
}
