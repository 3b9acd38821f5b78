package io.prefork.sidecar.decide;

/**
 * What the rules look at in one tick.
 *
 * @param observation of this tick
 * @param limits of this tick
 * @param min fewest workers
 * @param most workers that policy and server allow; the present number where the pool's size is not
 *     the sidecar's to choose
 * @param lives this tick's included
 * @param window this tick's included
 * @param budget null when not known
 * @param cost of one more worker, null when not known
 * @param besides what the container takes besides its workers' private memory, null when not known
 * @param bound what keeps the pool from serving more
 */
record Situation(
    Observation observation,
    Limits limits,
    int min,
    int most,
    Lives lives,
    Window window,
    Budget budget,
    Cost cost,
    Besides.Least besides,
    Bound bound) {

  /** Memory that moves by less than this part of the headroom stands still. */
  private static final long STEADY_PARTS = 16;

  long now() {
    return observation.atMillis();
  }

  int workers() {
    return observation.workers().size();
  }

  /** Of memory, as far as there is one. */
  long limitBytes() {
    return budget == null ? Long.MAX_VALUE : budget.limitBytes();
  }

  /** What is to come of the memory that is taken already: the pool's growth, bytes. */
  long yetToComeBytes() {
    if (cost == null) {
      return 0;
    }
    long used = budget == null ? 0 : budget.usedBytes();
    return cost.yetToComeBytes(lives, window, inTheEndBytes(), used);
  }

  /**
   * What is in use when all of this pool's workers are grown up, bytes; null when it is not known.
   */
  Long inTheEndBytes() {
    return besides == null || cost == null || !cost.learned()
        ? null
        : (Long) (besides.with(workers()) + cost.privateSumBytes(workers()));
  }

  /**
   * Room for more workers, bytes, negative when there is too little already; needs a budget. Where
   * nothing has come for a while, less is expected: so much less that the pool need not retreat if
   * it comes after all.
   */
  long roomBytes() {
    boolean steady = budget.own() && window.isSteady(budget.headroomBytes() / STEADY_PARTS);
    return roomBytes(steady ? budget.slackBytes() : 0);
  }

  private long roomBytes(long doubtedBytes) {
    long used = Math.max(budget.usedBytes(), window.mostUsedBytes());
    return budget.growthBytes() - used - Math.max(0, yetToComeBytes() - doubtedBytes);
  }

  /**
   * How many workers the memory has room for in all, or null when not known. Should each that comes
   * cost the high percentile, and all that is expected come all the same, the pool need not
   * retreat.
   */
  Integer fits() {
    if (budget == null || cost == null) {
      return null;
    }
    long room = roomBytes();
    long more =
        room < 0
            ? Math.floorDiv(room, cost.bytes())
            : Math.min(
                cost.within(room), Math.floorDiv(roomBytes(0) + budget.slackBytes(), cost.bytes()));
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, workers() + more));
  }

  Estimate estimate(Long recycleAboveBytes) {
    return new Estimate(cost == null ? null : cost.bytes(), fits(), recycleAboveBytes, bound);
  }

  /** How many workers were in a request, as words. */
  String demand() {
    double busy = window.busyShare();
    double waiting = window.waitingShare();
    if (Double.isNaN(busy)) {
      return Double.isNaN(waiting)
          ? "whether workers are busy is not known"
          : "connections waited in " + Words.percent(waiting) + " of the samples";
    }
    String words = Math.round(busy * workers()) + " of " + Words.workers(workers()) + " busy";
    return waiting > 0 ? words + ", connections waiting" : words;
  }

  String memory() {
    if (budget == null) {
      return "memory not measured";
    }
    return cost == null
        ? budget.words()
        : "one more costs " + cost.words() + ", " + budget.words() + ", " + fits() + " fit";
  }
}
