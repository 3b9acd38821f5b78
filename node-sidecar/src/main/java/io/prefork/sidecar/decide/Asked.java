package io.prefork.sidecar.decide;

/**
 * A number of workers that was asked for, until it is there or the server is seen not to follow.
 * What a server did not follow is asked for again only after a while, longer each time.
 */
final class Asked {
  /** For how long a server may do nothing; uWSGI starts one worker a second. */
  private static final long PATIENCE_MILLIS = 30_000;

  private static final long FIRST_WAIT_MILLIS = 60_000;
  private static final int MOST_DOUBLINGS = 4;

  private boolean pending;
  private int target;
  private int nearest;
  private long nearestAtMillis;
  private int inVain;
  private long notBeforeMillis = Long.MIN_VALUE / 2;

  void ask(int workers, int target, long nowMillis) {
    pending = true;
    this.target = target;
    nearest = workers;
    nearestAtMillis = nowMillis;
  }

  void observe(int workers, long nowMillis) {
    if (!pending) {
      return;
    }
    if (workers == target || (workers > target) != (nearest > target)) {
      pending = false;
      inVain = 0;
    } else if (Math.abs(target - workers) < Math.abs(target - nearest)) {
      nearest = workers;
      nearestAtMillis = nowMillis;
      inVain = 0;
    } else if (nowMillis - nearestAtMillis >= PATIENCE_MILLIS) {
      pending = false;
      notBeforeMillis = nowMillis + (FIRST_WAIT_MILLIS << Math.min(inVain, MOST_DOUBLINGS));
      inVain++;
    }
  }

  boolean isPending() {
    return pending;
  }

  /** The number asked for; of meaning only while it is pending. */
  int target() {
    return target;
  }

  /** Milliseconds until it may be asked again, 0 when now. */
  long waitMillis(long nowMillis) {
    return Math.max(0, notBeforeMillis - nowMillis);
  }

  /** How often in a row the server has not followed. */
  int inVain() {
    return inVain;
  }
}
