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
  private static final Least NONE = new Least(Long.MAX_VALUE, 0);

  private long sinceMillis = Long.MIN_VALUE;
  private Least least = NONE;
  private Least leastBefore = NONE;

  void observe(Lives lives, int workers, Budget budget, long nowMillis) {
    if (sinceMillis == Long.MIN_VALUE || nowMillis - sinceMillis >= SPAN_MILLIS) {
      sinceMillis = nowMillis;
      leastBefore = least;
      least = NONE;
    }
    if (budget != null && workers > 0 && lives.readWorkers() == workers) {
      long bytes = Math.max(0, budget.usedBytes() - lives.sumOfLiveBytes());
      least = bytes < least.bytes() ? new Least(bytes, workers) : least;
    }
  }

  /** Another server is there: nothing is known of it. */
  void forget() {
    sinceMillis = Long.MIN_VALUE;
    least = NONE;
    leastBefore = NONE;
  }

  /** Null when not known. */
  Least least() {
    Least known = least.bytes() < leastBefore.bytes() ? least : leastBefore;
    return known == NONE ? null : known;
  }

  /**
   * The least of it that was seen.
   *
   * @param workers that there were, whose kernel memory is in it
   */
  record Least(long bytes, int workers) {
    /** The same of so many workers, bytes. */
    long with(int number) {
      return bytes + Math.max(0, number - workers) * Cost.KERNEL_BYTES;
    }
  }
}
