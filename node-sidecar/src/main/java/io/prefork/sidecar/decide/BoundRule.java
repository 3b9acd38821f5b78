package io.prefork.sidecar.decide;

/** What keeps the pool from serving more, with hysteresis. */
final class BoundRule {
  private static final double BUSY_ENTER = 0.75;
  private static final double BUSY_LEAVE = 0.6;
  private static final double WAITING_ENTER = 0.5;
  private static final double WAITING_LEAVE = 0.25;
  private static final double CORES_ENTER = 0.9;
  private static final double CORES_LEAVE = 0.8;
  private static final double THROTTLED_ENTER = 0.25;
  private static final double THROTTLED_LEAVE = 0.1;
  private static final double MACHINE_IDLE_ENTER = 0.05;
  private static final double MACHINE_IDLE_LEAVE = 0.1;

  /** Below it, a machine without idle processors is somebody else's doing. */
  private static final double OWN_SHARE = 0.5;

  private boolean demand;
  private boolean exhausted;

  /**
   * @param limitCores null when not known
   * @param most workers that policy and server allow; the present number where they may not change
   */
  Bound of(Window window, Double limitCores, int workers, int most) {
    double busy = window.busyShare();
    double waiting = window.waitingShare();
    if (Double.isNaN(busy) && Double.isNaN(waiting)) {
      return Bound.UNKNOWN;
    }
    demand =
        busy >= (demand ? BUSY_LEAVE : BUSY_ENTER)
            || waiting >= (demand ? WAITING_LEAVE : WAITING_ENTER);
    exhausted = isExhausted(window, limitCores);
    if (!demand) {
      return Bound.IDLE;
    }
    if (exhausted) {
      return Bound.PROCESSOR;
    }
    return workers >= most ? Bound.CEILING : Bound.MEMORY;
  }

  /** A comparison with NaN, not measured, is false. */
  private boolean isExhausted(Window window, Double limitCores) {
    if (window.throttledShare() >= (exhausted ? THROTTLED_LEAVE : THROTTLED_ENTER)) {
      return true;
    }
    if (limitCores == null || limitCores <= 0) {
      return false;
    }
    double used = window.usedCores() / limitCores;
    double machineIdle = window.idleCores() / limitCores;
    return used >= (exhausted ? CORES_LEAVE : CORES_ENTER)
        || (used >= OWN_SHARE
            && machineIdle <= (exhausted ? MACHINE_IDLE_LEAVE : MACHINE_IDLE_ENTER));
  }
}
